import { Option, type Command } from 'commander';
import { systemClock } from '../contracts/clock.ts';
import { addToken, roles, type Role } from '../access/index.ts';
import { readEnvironment } from '../platform/configuration/index.ts';
import { CommandProblem, loadConfiguration, withDatabase } from './setting.ts';

interface Asked {
  seat?: string;
  role: Role;
  branch?: string[];
  label?: string;
  onlyFor?: 'requests';
}

export function addTokenCommands(program: Command): void {
  program
    .command('token')
    .description('keys of seats and managers')
    .command('add')
    .description('make a key and print it once; only its hash is kept')
    .option('--seat <id>', 'the seat whose calls it sees')
    .option('--branch <id...>', 'the branches whose calls it sees, without a seat; default: all')
    .addOption(new Option('--role <role>', 'what it may do').choices(roles).default('reception'))
    .addOption(
      new Option('--only-for <what>', 'opens nothing else: `requests` for the forms of a site').choices(['requests']),
    )
    .option('--label <text>', 'what the audit calls it; default: the seat, the role or what it opens')
    .action(async (asked: Asked) => {
      const configuration = loadConfiguration(readEnvironment().configPath);
      const seat = asked.seat === undefined ? undefined : configuration.seats.get(asked.seat);
      if (asked.seat !== undefined && seat === undefined)
        throw new CommandProblem(
          `There is no seat "${asked.seat}". The configuration has: ${[...configuration.seats.keys()].join(', ')}.`,
        );
      if (seat !== undefined && asked.onlyFor !== undefined)
        throw new CommandProblem('Give either --seat or --only-for: a site is no workplace.');
      if (seat !== undefined && asked.branch !== undefined)
        throw new CommandProblem('Give either --seat or --branch: a seat already has its branch.');
      const branches = seat === undefined ? (asked.branch ?? [...configuration.branches.keys()]) : [seat.branch];
      const unknown = branches.filter((branch) => !configuration.branches.has(branch));
      if (unknown.length > 0)
        throw new CommandProblem(
          `There is no branch "${unknown.join('", "')}". The configuration has: ${[...configuration.branches.keys()].join(', ')}.`,
        );
      const token = await withDatabase((database) =>
        addToken(database.sql, systemClock, {
          label: asked.label ?? seat?.id ?? asked.onlyFor ?? asked.role,
          role: asked.role,
          seat: seat?.id ?? null,
          branches,
          onlyFor: asked.onlyFor,
        }),
      );
      process.stdout.write(`${token}\n`);
    });
}
