import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Path } from './problem.ts';

export interface ReferenceSurroundings {
  environment: Readonly<Record<string, string | undefined>>;
  /** Where relative paths of `${file:…}` start: the folder of the configuration. */
  folder: string;
}

export interface Expansion {
  data: unknown;
  /** What came from outside the file. */
  secrets: Set<string>;
  problems: { path: Path; message: string; remedy: string }[];
}

const reference = /\$\{([^}]*)(\}?)/g;
const LARGEST_FILE = 64 * 1024;

export function hasReference(text: string): boolean {
  return text.includes('${');
}

/**
 * Puts the values of `${env:NAME}` and `${file:path}` in their place, in every text of the tree. A file loses the line
 * ends at its end. What was put in is not expanded again. A reference that cannot be resolved stays as it is written.
 */
export function expandReferences(data: unknown, { environment, folder }: ReferenceSurroundings): Expansion {
  const expansion: Expansion = { data: undefined, secrets: new Set(), problems: [] };
  const resolveOne = (kind: string, name: string): string | Omit<Expansion['problems'][number], 'path'> => {
    if (kind === 'env') {
      const value = environment[name];
      if (value !== undefined && value !== '') return value;
      return {
        message: `The environment variable ${name} is not set.`,
        remedy: `Set ${name} where Trubka starts, for example in its env file.`,
      };
    }
    return readSecretFile(resolve(folder, name), name);
  };
  const expandText = (text: string, path: Path): string =>
    text.replace(reference, (whole, inner: string, end: string) => {
      const [, kind, name] = /^(env|file):(.+)$/s.exec(inner.trim()) ?? [];
      if (kind === undefined || name === undefined || end === '') {
        const remedy = 'Write ${env:NAME} for an environment variable or ${file:path} for a file.';
        expansion.problems.push({ path, message: 'This reference cannot be read.', remedy });
        return whole;
      }
      const value = resolveOne(kind, name.trim());
      if (typeof value !== 'string') {
        expansion.problems.push({ path, ...value });
        return whole;
      }
      expansion.secrets.add(value);
      return value;
    });
  const walk = (value: unknown, path: Path): unknown => {
    if (typeof value === 'string') return hasReference(value) ? expandText(value, path) : value;
    if (Array.isArray(value)) return value.map((item, index) => walk(item, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, [...path, key])]));
  };
  expansion.data = walk(data, []);
  return expansion;
}

function readSecretFile(path: string, name: string): string | { message: string; remedy: string } {
  try {
    if (statSync(path).size > LARGEST_FILE) {
      return { message: `The file ${name} is too large for a secret.`, remedy: 'Keep only the secret in it.' };
    }
    const text = readFileSync(path, 'utf8').replace(/[\r\n]+$/, '');
    if (text !== '') return text;
    return { message: `The file ${name} is empty.`, remedy: 'Put the secret into it, on one line.' };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    return {
      message: `The file ${name} cannot be read (${code}).`,
      remedy: 'Create it, relative to the folder of this configuration, and let the user that Trubka runs as read it.',
    };
  }
}
