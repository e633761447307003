import { Option, type Command } from 'commander';
import {
  addUser,
  changeUser,
  listUsers,
  resetPassword,
  roles,
  userByLogin,
  type Changing,
  type Role,
} from '../access/index.ts';
import { systemClock } from '../contracts/clock.ts';
import { readEnvironment } from '../platform/configuration/index.ts';
import type { Database } from '../platform/database/index.ts';
import { Problem } from '../platform/http/index.ts';
import { CommandProblem, loadConfiguration, withDatabase } from './setting.ts';

interface Asked {
  name?: string;
  role: Role;
  branch?: string[];
  seat?: string;
}

/** `trubka user`: who signs in by name. Works beside a Trubka that runs, also when nobody can sign in any more. */
export function addUserCommands(program: Command): void {
  const user = program.command('user').description('people who sign in by name');

  user
    .command('add <login>')
    .description('make a user and print a password that must be changed at the first sign-in')
    .option('--name <name>', 'how the screens and the audit call them; default: the login')
    .addOption(new Option('--role <role>', 'what they may do').choices(roles).default('reception'))
    .option('--branch <id...>', 'the branches whose calls they see; default: all, also those to come')
    .option('--seat <id>', 'where they usually sit')
    .action((login: string, { name, role, branch, seat }: Asked) =>
      changing(async (by) => {
        const wanted = { login, name: name ?? login, role, branches: branch ?? ['*'], seat: seat ?? null };
        const { password } = await addUser(wanted, by);
        process.stdout.write(`${password}\n`);
      }),
    );

  user
    .command('list')
    .description('every user with role and branches')
    .action(() =>
      withDatabase(async ({ sql }) => {
        for (const one of await listUsers(sql))
          process.stdout.write(
            `${[one.login, one.role, one.branches.join(','), one.totp_secret === null ? 'password' : 'password+code', one.disabled_at === null ? '' : 'disabled', one.name].join('\t')}\n`,
          );
      }),
    );

  user
    .command('reset-password <login>')
    .description('print a new password that must be changed at the next sign-in; every session ends')
    .action((login: string) =>
      changing(async (by) => {
        process.stdout.write(`${await resetPassword(await idOf(login, by.database), by)}\n`);
      }),
    );

  user
    .command('disable <login>')
    .description('lock a user out at once; --undo lets them in again')
    .option('--undo', 'let them in again')
    .action((login: string, { undo }: { undo?: true }) =>
      changing(async (by) => {
        await changeUser(await idOf(login, by.database), { disabled: undo !== true }, by);
      }),
    );
}

function changing(work: (by: Changing) => Promise<void>): Promise<void> {
  const configuration = loadConfiguration(readEnvironment().configPath);
  return withDatabase(async (database) => {
    try {
      await work({ database, configuration, who: 'trubka user', at: systemClock.now() });
    } catch (error) {
      throw error instanceof Problem ? new CommandProblem(error.detail) : error;
    }
  });
}

async function idOf(login: string, { sql }: Database): Promise<number> {
  const user = await userByLogin(sql, login.normalize('NFC').trim().toLowerCase());
  if (user === null) throw new CommandProblem(`There is no user "${login}". "trubka user list" shows them.`);
  return user.id;
}
