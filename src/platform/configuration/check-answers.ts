import type { Finding } from './describe-issue.ts';
import type { ConfigurationFile } from './file-schema.ts';

/** Reminders that ask for an answer by SMS, where what they are sent with takes none: people would answer into nothing. */
export function checkAnswers(
  file: ConfigurationFile,
  answerable: (account: { id: string; provider: string }, sender: string | null) => boolean,
): Finding[] {
  const { messages, accounts } = file;
  return (messages?.reminders ?? []).flatMap(({ answers, branches }, index): Finding[] => {
    if (answers !== 'reply') return [];
    const senders = (branches ?? file.branches.map(({ id }) => id)).map((id) => messages?.branches[id]?.sender);
    for (const account of accounts.sms)
      for (const own of new Set(senders)) {
        const sender = own ?? account.sender ?? null;
        if (answerable(account, sender)) continue;
        return [
          {
            path: ['messages', 'reminders', index, 'answers'],
            atKey: false,
            message: `Nobody can answer what the account ${account.id} sends${sender === null ? ' with its own sender' : ` as "${sender}"`}.`,
            remedy:
              'Write answers: link (with messages.linkAddress), or give every SMS account a number as its sender, at a provider that passes answers on.',
          },
        ];
      }
    return [];
  });
}
