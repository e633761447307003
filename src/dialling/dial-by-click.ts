import type { E164 } from '../contracts/phone-number.ts';
import { Problem, type KeptAnswer } from '../platform/http/index.ts';
import { dial, type DialOptions } from './dial.ts';

/** A click on a number in a system of the clinic. */
export interface ClickedNumber {
  account: string;
  /** One click, however often it is told. */
  key: string;
  phone: E164;
  /** Whose telephone rings first; null: the system's employee has none that we know. */
  extension: string | null;
  line: E164 | null;
  /** Branches whose telephones the account may ring; null: all. */
  branches: readonly string[] | null;
}

/** Dials for whoever clicked, once for each click. Nobody's telephone rings on a guess. */
export async function dialByClick(clicked: ClickedNumber, options: DialOptions): Promise<KeptAnswer> {
  const { account, extension, key, phone } = clicked;
  if (extension === null)
    throw new Problem(
      409,
      'no-extension',
      'Cannot dial',
      `Which telephone rings is not known: name the employee who clicked under "users" of the account "${account}".`,
    );
  const configuration = options.configuration();
  // A line of the system that the clinic has no more must not keep people from calling.
  const line = clicked.line !== null && configuration.lines.has(clicked.line) ? clicked.line : null;
  const { status, body } = await dial(
    {
      ...{ phone, extension, line, key, owner: `mis ${account}` },
      identity: {
        ...{ tokenId: 0, label: `mis ${account}`, role: 'manager', seat: null },
        branches: clicked.branches ?? [...configuration.branches.keys()],
      },
    },
    options,
  );
  return { status, body };
}
