import fc from 'fast-check';
import { createOutbox, packTexts, unpackText } from '../../../src/platform/wake-up/outbox.ts';

describe('texts of wake-ups', () => {
  it('carry every message once, none over the limit', () => {
    const message = fc.string({ unit: 'grapheme', maxLength: 60 });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 80 }), (messages) => {
        const texts = packTexts('me', messages, 1_000);
        for (const text of texts) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1_000);
        expect(texts.flatMap((text) => unpackText(text, 'you'))).toEqual(messages);
        expect(texts.flatMap((text) => unpackText(text, 'me'))).toEqual([]);
      }),
    );
  });

  it('are not read when they are something else', () => {
    for (const text of ['', 'x', '{}', 'null', '7', '[]', '["you",1,null]']) expect(unpackText(text, 'me')).toEqual([]);
  });
});

describe('the outbox', () => {
  it('sends one batch at a time, equal messages of a batch once', async () => {
    const sent: string[][] = [];
    const outbox = createOutbox({
      origin: 'me',
      everyMs: 1,
      maximumBytes: 1_000,
      send: async (texts) => {
        sent.push(texts.flatMap((text) => unpackText(text, 'you')));
        await new Promise((resolve) => setTimeout(resolve, 20));
      },
    });
    outbox.add('a');
    outbox.add('a');
    await new Promise((resolve) => setTimeout(resolve, 8));
    outbox.add('b');
    outbox.add('c');
    await outbox.flushed();
    expect(sent).toEqual([['a'], ['b', 'c']]);
  });

  it('keeps a bounded number of messages while the store is slow, the newest', async () => {
    const sent: string[] = [];
    const send = async (texts: readonly string[]) =>
      void sent.push(...texts.flatMap((text) => unpackText(text, 'you')));
    const outbox = createOutbox({ origin: 'me', everyMs: 1, maximumBytes: 1_000, send });
    for (let index = 0; index < 6_000; index += 1) outbox.add(`${index}`);
    await outbox.flushed();
    expect(sent.length).toBeLessThanOrEqual(5_000);
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.at(-1)).toBe('5999');
  });
});
