import { createHash } from 'node:crypto';
import { PermanentFailure } from '../../src/contracts/failures.ts';
import type { MisProgress, ToldOutcome } from '../../src/contracts/mis-api.ts';
import { noteMark } from './call-note.ts';

/** A text as the system keeps it. */
export interface KeptText {
  ref: string;
  text: string;
}

/** Texts of a card, among them those of people. */
export interface CardTexts {
  /** The text as it is now; null: it is gone. */
  read(ref: string): Promise<string | null>;
  /** Answers its id. */
  create(text: string): Promise<string>;
  /** Null: the system changes no texts. */
  change: ((ref: string, text: string) => Promise<void>) | null;
}

/**
 * Puts what the reception said on the card as a text of ours. A text that is as we wrote it follows the later word; one
 * that a person has changed stays, and the later word stands beside it.
 */
export async function putOwnText(
  told: ToldOutcome,
  card: string,
  progress: MisProgress,
  texts: CardTexts,
): Promise<{ ref: string }> {
  const { ref, steps } = progress;
  if (ref !== null && Number(steps['revision'] ?? 0) >= told.revision) return { ref };
  const text = markedText(told);
  const isMoved = steps['card'] !== undefined && steps['card'] !== card;
  if (ref !== null && isMoved) await withdraw(ref, told, progress, texts);
  else if (ref !== null && (await follow(ref, text, progress, texts))) {
    await progress.finished('revision', String(told.revision));
    return { ref };
  }
  await remember(text, progress);
  await progress.finished('card', card);
  const made = await texts.create(text);
  await progress.claim(made);
  await progress.finished('revision', String(told.revision));
  return { ref: made };
}

/**
 * The text of this revision among those of the card; null: it is not there. One of an earlier revision is taken for ours,
 * so that the later word goes into it.
 */
export async function findOwnText(
  told: ToldOutcome,
  card: string,
  progress: MisProgress,
  list: (card: string) => Promise<readonly KeptText[]>,
): Promise<{ ref: string } | null> {
  // What was begun on another card is looked for there.
  const place = progress.steps['card'] ?? card;
  const mine = (await list(place)).filter(({ text }) => text.includes(noteMark(told)));
  const same = mine.find(({ text }) => isSame(text, markedText(told)));
  if (same !== undefined && place === card) return { ref: same.ref };
  const last = mine.at(-1);
  if (last !== undefined && progress.ref === null) await progress.claim(last.ref);
  return null;
}

function markedText(told: ToldOutcome): string {
  return `${told.text}\n${noteMark(told)}`;
}

/** True: the text says it now. */
async function follow(ref: string, text: string, progress: MisProgress, texts: CardTexts): Promise<boolean> {
  const now = await texts.read(ref);
  if (now !== null && isSame(now, text)) return true;
  if (now === null || texts.change === null || !isOurs(now, progress)) return false;
  await remember(text, progress);
  await texts.change(ref, text);
  return true;
}

/** What was said of one person does not stay on the card of another. */
async function withdraw(ref: string, told: ToldOutcome, progress: MisProgress, texts: CardTexts): Promise<void> {
  const now = await texts.read(ref);
  if (now === null) return;
  if (texts.change === null || !isOurs(now, progress))
    throw new PermanentFailure(
      'the text stands on the card of another person, and is not changed from here; correct it there',
    );
  const text = `${told.withdrawn}\n${noteMark(told)}`;
  await remember(text, progress);
  await texts.change(ref, text);
}

/**
 * A text of ours that follows what is now said; where a person has written in it, their words stay before ours.
 * `now`: as it stands there.
 */
export async function followedText(now: string, text: string, progress: MisProgress): Promise<string> {
  const written = isOurs(now, progress) || isSame(now, text) ? text : `${now}\n${text}`;
  await remember(written, progress);
  return written;
}

/** Before it is sent: what arrived of an attempt whose answer was lost is known as ours, too. */
export async function remember(text: string, progress: MisProgress): Promise<void> {
  const known = progress.steps['texts'] ?? '';
  const hash = hashOf(text);
  if (!known.includes(hash)) await progress.finished('texts', `${known} ${hash}`.trim());
}

function isOurs(text: string, progress: MisProgress): boolean {
  return (progress.steps['texts'] ?? '').split(' ').includes(hashOf(text));
}

/** Systems write line ends in their own ways. */
function bare(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function isSame(one: string, other: string): boolean {
  return bare(one) === bare(other);
}

function hashOf(text: string): string {
  return createHash('sha256').update(bare(text)).digest('hex').slice(0, 16);
}
