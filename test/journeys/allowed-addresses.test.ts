import { testConfiguration } from '../support/configuration.ts';
import { runApp, uisCall, type RunningApp } from '../support/running-app.ts';

const base = testConfiguration();
const configuration = testConfiguration({
  pbx: new Map([...base.pbx].map(([id, account]) => [id, { ...account, allowFrom: ['203.0.113.7', '2001:db8::/32'] }])),
});

describe('an account that accepts requests from some addresses only', () => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await runApp({ configuration });
  });
  afterAll(async () => {
    await running.stop();
  });

  async function statusFrom(forwardedFor: string | null): Promise<number> {
    const [event, fields] = uisCall().incoming();
    const response = await fetch(`${running.url}/webhooks/uis/demo`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(forwardedFor !== null && { 'x-forwarded-for': forwardedFor }),
      },
      body: JSON.stringify({ event, secret: 'demo', ...fields }),
    });
    return response.status;
  }

  it('refuses the right secret from elsewhere', async () => {
    expect(await statusFrom(null)).toBe(403);
    expect(await statusFrom('198.51.100.1')).toBe(403);
  });

  it('believes the proxy on the same machine about who asked, and nobody before it', async () => {
    expect(await statusFrom('203.0.113.7')).toBe(200);
    expect(await statusFrom('2001:db8::1')).toBe(200);
    expect(await statusFrom('203.0.113.7, 198.51.100.1')).toBe(403);
  });
});
