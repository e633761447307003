import { setTimeout as wait } from 'node:timers/promises';
import { InvalidArgumentError, type Command } from 'commander';
import { pbxAdapter } from '../compose-commands.ts';
import { systemClock } from '../contracts/clock.ts';
import type { SimulatedRequest } from '../contracts/pbx.ts';
import { playCalls, simulatedTraffic, type PlannedCall, type SimulatedSite } from '../integrations/index.ts';
import { readEnvironment, type Configuration, type PbxAccount } from '../platform/configuration/index.ts';
import { CommandProblem, loadConfiguration } from './setting.ts';

interface Asked {
  rate: number;
  seed: number;
  url?: string;
  account?: string;
}

export function addSimulateCommand(program: Command): void {
  program
    .command('simulate')
    .description('play realistic calls into the webhook of a Trubka that runs, until Ctrl-C')
    .argument('<provider>', 'whose notifications, for example uis')
    .option('--rate <calls>', 'calls a minute on average', positive, 6)
    .option('--seed <number>', 'the same seed plays the same calls', whole, 1)
    .option('--account <id>', 'the PBX account; default: the first of this provider')
    .option('--url <address>', 'where Trubka is; default: this machine at PORT')
    .action(async (provider: string, asked: Asked) => {
      const environment = readEnvironment();
      const configuration = loadConfiguration(environment.configPath);
      const account = [...configuration.pbx.values()].find(
        (one) => one.provider === provider && (asked.account === undefined || one.id === asked.account),
      );
      if (account === undefined)
        throw new CommandProblem(
          `There is no PBX account of ${provider}. The configuration has: ${[...configuration.pbx.values()].map((one) => `${one.id} (${one.provider})`).join(', ')}.`,
        );
      const stop = new AbortController();
      process.once('SIGINT', () => stop.abort());
      process.once('SIGTERM', () => stop.abort());
      const played = await playInto({
        url: (asked.url ?? `http://127.0.0.1:${environment.port}`).replace(/\/+$/, ''),
        account,
        calls: simulatedTraffic({
          seed: asked.seed,
          account: account.id,
          sites: sitesOf(configuration),
          externals: [],
          rate: asked.rate,
        }),
        signal: stop.signal,
      });
      process.stdout.write(`${played.calls} calls, ${played.requests} notifications.\n`);
    });
}

/** Plays calls through the account's own webhook, as its provider would. */
export async function playInto(options: {
  url: string;
  account: PbxAccount;
  calls: Iterable<PlannedCall>;
  signal: AbortSignal;
}): Promise<{ calls: number; requests: number }> {
  const { account, signal, url } = options;
  const adapter = pbxAdapter(account.provider);
  if (adapter?.simulate === undefined)
    throw new CommandProblem(`Calls of ${account.provider} cannot be simulated yet.`);
  return playCalls({
    calls: options.calls,
    adapter,
    settings: account.settings,
    clock: systemClock,
    signal,
    sleep: (milliseconds, aborted) => wait(milliseconds, undefined, { signal: aborted }).catch(() => undefined),
    async send({ method, path, headers, body }: SimulatedRequest) {
      const response = await fetch(`${url}/webhooks/${account.id}${path}`, {
        method,
        headers,
        ...(method === 'POST' && { body }),
      });
      if (response.status === 403)
        throw new CommandProblem(`${url} refused the account "${account.id}": it runs with another configuration.`);
    },
  });
}

function sitesOf(configuration: Configuration): [SimulatedSite, ...SimulatedSite[]] {
  const sites = [...configuration.lines.values()].flatMap(({ number, branch, disabled }): SimulatedSite[] => {
    const [first, ...others] = [...configuration.seats.values()]
      .filter((seat) => seat.branch === branch)
      .flatMap(({ extensions }) => extensions.map((extension) => ({ extension, employeeRef: null })));
    return disabled || first === undefined ? [] : [{ line: number, operators: [first, ...others] }];
  });
  const [first, ...others] = sites;
  if (first === undefined)
    throw new CommandProblem('The configuration has no line with a seat at its branch: nothing could ring.');
  return [first, ...others];
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 6000)) throw new InvalidArgumentError('must be a number above 0, 6000 at most.');
  return value;
}

function whole(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('must be a whole number.');
  return Number(text);
}
