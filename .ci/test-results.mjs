import { readFileSync } from 'node:fs';

/** What jest wrote with --json --outputFile; null when it wrote nothing that can be read. */
export function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
