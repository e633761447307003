import { z } from 'zod';
import { numberOf } from './number-of.ts';
import { textOf } from './text-of.ts';

/** A field of a notification that may be absent, null, empty, quoted, or a number written as text. */
export const textField = z.unknown().optional().transform(textOf);
export const numberField = z.unknown().optional().transform(numberOf);
