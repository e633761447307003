import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, untilItAnswers } from './answers-http.ts';
import { startChild } from './child.ts';
import { installed } from './installed.ts';

export interface AppConnect {
  version: string;
  port: number;
  pid: number;
  /** Signs a user of the connector in. */
  token: string;
}

const SECRET = 'a key of the benchmark alone';

/**
 * RingCentral's App Connect as its package comes: its own application with its own `POST /callLog`, on a PostgreSQL of
 * its own, with a connector that writes to the CRM by one request. Nothing is reported to anybody: it has no analytics
 * without a token.
 */
export async function startAppConnect(
  benchFolder: string,
  own: { databaseUrl: string; crm: string; port?: number },
): Promise<AppConnect> {
  const folder = join(benchFolder, 'app-connect');
  const version = await installed(folder, '@app-connect/core', '1', ['node-fetch@2']);
  const port = own.port ?? (await freePort());
  const script = join(folder, 'server.cjs');
  await writeFile(script, server);
  const child = startChild(script, {
    args: [String(port), own.crm],
    execArgv: [],
    cwd: folder,
    // It prints a line for every call and a stack for every failed one.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: {
      ...process.env,
      ...{ DATABASE_URL: own.databaseUrl, DATABASE_SSL: 'false', APP_SERVER_SECRET_KEY: SECRET, HASH_KEY: 'bench' },
      ...{ AWS_REGION: 'none', NODE_ENV: 'production' },
    },
  });
  // Without a token its route answers 400.
  await untilItAnswers(`http://127.0.0.1:${port}/callLog`, { name: 'App Connect', statuses: [400] });
  const { token } = await child.ask<{ token: string }>('token');
  return { version, port, pid: child.pid, token };
}

/** What the README of the package shows: a connector with `createCallLog`, registered, and the core application. */
const server = `const axios = require('axios');
const [, , port, crm] = process.argv;
const core = require('@app-connect/core');
const { UserModel } = require('@app-connect/core/models/userModel');
const { generateJwt } = require('@app-connect/core/lib/jwt');
process.on('disconnect', () => process.exit());
core.connectorRegistry.setDefaultManifest({});
core.connectorRegistry.registerConnector('crm', {
  getAuthType: async () => 'apiKey',
  getBasicAuth: ({ apiKey }) => Buffer.from(apiKey + ':').toString('base64'),
  async createCallLog({ callLog, authHeader }) {
    const { data } = await axios.post(crm + '/calls', { key: callLog.sessionId }, { headers: { Authorization: authHeader }, timeout: 3000 });
    return { logId: data.ref, returnMessage: { message: 'Call logged', messageType: 'success', ttl: 2000 } };
  },
  updateCallLog: async () => ({}),
});
process.on('message', async ({ id }) => {
  await UserModel.upsert({ id: 'user-crm', platform: 'crm', accessToken: 'key', rcAccountId: '1', platformAdditionalInfo: {}, userSettings: {} });
  process.send({ id, answer: { token: generateJwt({ id: 'user-crm', platform: 'crm' }) } });
});
core.createCoreApp().listen(Number(port), '127.0.0.1');
`;
