/** What a body holds as JSON; undefined when it is none, which no schema of an answer takes. */
export function jsonOf(body: Buffer | string): unknown {
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    return undefined;
  }
}
