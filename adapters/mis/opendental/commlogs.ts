import type { KeptText } from '../../kit/own-text.ts';
import { pagesOf, type OpenDentalContext } from './ask-open-dental.ts';
import { commlogsReply } from './replies.ts';

/** All records of a patient: older versions of the API filter by nothing else and read none by its number. */
export async function commlogsOf(card: string, context: OpenDentalContext): Promise<KeptText[]> {
  const all: KeptText[] = [];
  const asked = { what: 'commlogs', path: 'commlogs', query: { PatNum: card }, schema: commlogsReply };
  for await (const rows of pagesOf(context, asked))
    all.push(...rows.map(({ CommlogNum, Note }) => ({ ref: String(CommlogNum), text: Note ?? '' })));
  return all;
}
