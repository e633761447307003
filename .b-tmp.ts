import { readRecord } from './adapters/kit/body.ts';
const n = Number(process.argv[2] ?? 20000);
    const bodies: Record<string,string> = {
      a: ':""'.repeat(n),
      b: `{${':""a'.repeat(n)}`,
      c: `{"a":""${'\\"'.repeat(n)}`,
      d: `{"a": ${' '.repeat(n)}x`,
      e: `{${'"a":"['.repeat(n)}`,
      f: `{"a":${'1'.repeat(n)}`,
      g: '{'.repeat(n),
      h: '&'.repeat(n),
      i: `{"a":"1234567890123456${'"'.repeat(n)}`,
      j: `{"a":"1234567890123456${'\\"'.repeat(n)}`,
      k: `{"a":1234567890123456 ${':\\"'.repeat(n)}`,
    };
for (const [k, b] of Object.entries(bodies)) { const t = performance.now(); readRecord({ method: 'POST', query: {}, body: Buffer.from(b) }); console.log(k, (performance.now() - t).toFixed(1)); }
