import { XMLBuilder } from 'fast-xml-parser';
import type { OutboundReply } from '../../../src/contracts/request.ts';

type Row = Record<string, string | number | null>;

/** Plain text, as IDENT writes it to its exchange log. */
export function textReply(status: number, body: string): OutboundReply {
  return { status, contentType: 'text/plain; charset=utf-8', body };
}

export function jsonRows(rows: readonly Row[]): OutboundReply {
  return { status: 200, contentType: 'application/json; charset=utf-8', body: JSON.stringify(rows) };
}

/** The fields of the JSON as elements; what is null there has no element here. */
export function xmlRows(rows: readonly Row[], names: { root: string; row: string }): OutboundReply {
  const told = rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)));
  const builder = new XMLBuilder({ suppressEmptyNode: true });
  const body = `<?xml version="1.0" encoding="utf-8"?>${builder.build({ [names.root]: { [names.row]: told } })}`;
  return { status: 200, contentType: 'application/xml; charset=utf-8', body };
}
