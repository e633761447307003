import type { SqlEngine } from './sql-source.ts';

/** What is bound to a name. Days and times are texts that the database reads: `2026-03-10 12:00:00`. */
export type SqlValue = string | number | boolean | null;
export type SqlValues = Readonly<Record<string, SqlValue>>;

type Part = { kind: 'code' | 'kept'; text: string } | { kind: 'value'; name: string };

const names = String.raw`:(?<name>[A-Za-z_]\w*)`;
const comments = String.raw`--[^\n]*|/\*[\s\S]*?\*/`;
const plainTexts = String.raw`'(?:[^']|'')*'|"(?:[^"]|"")*"`;
const escapedTexts = String.raw`'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*"`;
const kept: Record<SqlEngine, string> = {
  postgresql: String.raw`\b[eE]'(?:[^'\\]|\\[\s\S]|'')*'|${plainTexts}|\$(?<tag>(?:[A-Za-z_]\w*)?)\$[\s\S]*?\$\k<tag>\$|::`,
  mariadb: `${escapedTexts}|\`[^\`]*\`|#[^\\n]*|:=`,
  mysql: `${escapedTexts}|\`[^\`]*\`|#[^\\n]*|:=`,
  sqlserver: String.raw`${plainTexts}|\[[^\]]*\]|::`,
};

/** A statement cut at its `:names`; what stands in texts, quoted names and comments is left as it is. */
function partsOf(text: string, engine: SqlEngine): Part[] {
  const pattern = new RegExp(`(?<kept>${comments}|${kept[engine]})|${names}`, 'g');
  const parts: Part[] = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    parts.push({ kind: 'code', text: text.slice(from, match.index) });
    const { name, kept: whole } = match.groups ?? {};
    parts.push(name === undefined ? { kind: 'kept', text: whole ?? '' } : { kind: 'value', name });
    from = match.index + match[0].length;
  }
  parts.push({ kind: 'code', text: text.slice(from) });
  return parts;
}

const reading = /^(?:select|with)\b/i;
const writing = /^(?:insert|update|merge|replace|with|call|exec|execute)\b/i;
const forbidden = {
  read: /\b(?:insert|update|delete|merge|truncate|drop|alter|create|grant|exec|execute|into)\b/i,
  write: /\b(?:truncate|drop|alter|create|grant|commit|rollback)\b/i,
} as const;

/** Null for one statement whose values are all known, else what is wrong with it and what to write instead. */
export function statementProblem(
  text: string,
  asked: { engine: SqlEngine; use: 'read' | 'write'; known: readonly string[] },
): string | null {
  const parts = partsOf(text, asked.engine);
  const known = asked.known.map((name) => `:${name}`).join(', ');
  const bare = parts
    .map((part) =>
      part.kind === 'code' ? part.text : part.kind === 'value' ? 'x' : /^(?:--|#|\/\*)/.test(part.text) ? ' ' : 'x',
    )
    .join('')
    .trim()
    .replace(/;\s*$/, '');
  if (bare === '') return 'The statement is empty.';
  if (/\{\{/.test(text)) return `Values are bound by name here: write :key and not {{ key }}. Known are: ${known}.`;
  if (/['"`]/.test(bare)) return 'A quotation mark is not closed.';
  if (bare.includes(';')) return 'Write one statement; a second begins after the ";".';
  if (asked.use === 'read' && !reading.test(bare)) return 'The statement must begin with SELECT or WITH.';
  if (asked.use === 'write' && !writing.test(bare))
    return 'The statement must begin with INSERT, UPDATE, MERGE, REPLACE, WITH, CALL or EXEC.';
  const word = forbidden[asked.use].exec(bare)?.[0].toUpperCase();
  if (word !== undefined) return `The statement must not hold the word ${word}.`;
  const positional = asked.engine === 'postgresql' ? /\$\d+/ : asked.engine === 'sqlserver' ? null : /\?/;
  if (positional?.test(bare)) return `Values are bound by name: write :key and not ? or $1. Known are: ${known}.`;
  for (const part of parts) {
    if (part.kind === 'value' && !asked.known.includes(part.name))
      return `":${part.name}" is not known here; known are: ${known}.`;
    if (part.kind !== 'kept' || !/^[eE]?'/.test(part.text)) continue;
    const quoted = asked.known.find((name) => new RegExp(`:${name}\\b`).test(part.text));
    if (quoted !== undefined) return `Take :${quoted} out of the quotation marks: in them it is no value but a text.`;
  }
  return null;
}

/** Names of values that a statement binds, each once. */
export function namesIn(text: string, engine: SqlEngine): string[] {
  return [...new Set(partsOf(text, engine).flatMap((part) => (part.kind === 'value' ? [part.name] : [])))];
}

/** The statement with the engine's own place for every value, and the values in the order of these places. */
export function boundStatement(
  text: string,
  engine: SqlEngine,
  values: SqlValues,
): { text: string; values: { name: string; value: SqlValue }[] } {
  const bound: { name: string; value: SqlValue }[] = [];
  const pieces = partsOf(text, engine).map((part) => {
    if (part.kind !== 'value') return part.text;
    if (!Object.hasOwn(values, part.name)) throw new Error(`the statement binds :${part.name}, which has no value`);
    bound.push({ name: part.name, value: values[part.name] ?? null });
    return engine === 'postgresql' ? `$${bound.length}` : engine === 'sqlserver' ? `@${valueName(part.name)}` : '?';
  });
  const whole = pieces.join('').trim();
  // MERGE of a SQL Server is none without its semicolon.
  return { text: engine === 'sqlserver' ? whole : whole.replace(/;$/, ''), values: bound };
}

/** How a value is called within a SQL Server, where a statement may declare names of its own. */
export function valueName(name: string): string {
  return `trubka_${name}`;
}
