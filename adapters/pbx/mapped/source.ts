import type { InboundRequest } from '../../../src/contracts/request.ts';
import { readRecord } from '../../kit/body.ts';
import { textOf } from '../../kit/text-of.ts';
import { valueAt } from '../../kit/value-at.ts';
import type { MappedSettings } from './settings.ts';

/** What a notification consists of, for paths to look into. */
export interface Source {
  /** JSON, form or query; a name of the body goes before the same one of the address. */
  record: Readonly<Record<string, unknown>>;
  /** What follows the secret in the address, without the slash. */
  path: string;
  headers: Readonly<Record<string, string>>;
}

/** Null for a body that is neither JSON nor a form. */
export function sourceOf(request: InboundRequest, settings: Pick<MappedSettings, 'secretIn'>): Source | null {
  const isEmpty = request.method === 'GET' || request.body.length === 0;
  const body = isEmpty ? {} : readRecord(request);
  if (body === null) return null;
  const record = { ...request.query, ...body };
  const [first = '', ...rest] = request.path.replace(/^\//, '').split('/');
  const path = settings.secretIn === 'path' ? rest.join('/') : [first, ...rest].join('/');
  return { record, path, headers: request.headers };
}

export interface Found {
  /** The path, of several the one that had a value. */
  at: string;
  text: string;
}

/** What stands at a path of the settings: `a|b`, `a+b`, `@path`, `@header.name`. */
export function findText(source: Source, expression: string): Found | null {
  for (const choice of expression.split('|')) {
    const parts = choice.split('+').map((part) => part.trim());
    const found = parts.map((part) => textOf(rawAt(source, part))).filter((text) => text !== null);
    if (found.length > 0) return { at: parts.join('+'), text: found.join(' ') };
  }
  return null;
}

/** The value itself, where a list may stand. */
export function findValue(source: Source, expression: string): unknown {
  for (const choice of expression.split('|')) {
    const value = rawAt(source, choice.trim());
    if (value !== undefined && value !== null && value !== '') return value;
  }
  return undefined;
}

/** True when the path leads to something, be it empty. */
export function isThere(source: Source, expression: string): boolean {
  return expression.split(/[|+]/).some((part) => rawAt(source, part.trim()) !== undefined);
}

function rawAt(source: Source, path: string): unknown {
  if (path === '@path') return source.path;
  if (path.startsWith('@header.')) return ownValue(source.headers, path.slice('@header.'.length).toLowerCase());
  return valueAt(source.record, path);
}

function ownValue(values: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
