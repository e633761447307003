import { readingQueryProblem, sqlAddressProblem, sqlEngines } from '../../contracts/sql-source.ts';
import { entriesOf, isGroup } from './file-entries.ts';
import type { Path } from './problem.ts';

type Report = (path: Path, message: string, remedy: string) => void;

const needs: Record<string, readonly string[]> = {
  sql: ['engine', 'address', 'query'],
  csv: ['path'],
  xlsx: ['path'],
  mis: ['account'],
  report: ['files'],
};
const settings = ['engine', 'address', 'password', 'query', 'path', 'files', 'account'];
/** What the keys of a source of people ask of each other. */
export function checkDirectory(file: unknown, report: Report): void {
  if (!isGroup(file)) return;
  for (const { value, path } of entriesOf(file.directory, 'sources', ['directory']))
    if (value.id === 'manual')
      report([...path, 'id'], 'The id "manual" is taken by cards that people write.', 'Choose another.');
  checkSources(file, 'directory', report);
}

/** What the keys of a source of visits ask of each other. */
export function checkAppointments(file: unknown, report: Report): void {
  if (!isGroup(file)) return;
  const people = new Set(entriesOf(file.directory, 'sources', []).map(({ value }) => value.id));
  const accounts = new Set(entriesOf(file.accounts, 'mis', []).map(({ value }) => value.id));
  for (const { value, path } of entriesOf(file.appointments, 'sources', ['appointments']))
    if (typeof value.patients === 'string' && !value.patients.startsWith('file:'))
      if (!people.has(value.patients) && !accounts.has(value.patients))
        report(
          [...path, 'patients'],
          'There is no such source of people.',
          'Write an id of directory.sources, or file:patients for an imported file.',
        );
  checkSources(file, 'appointments', report);
}

function checkSources(file: Record<string, unknown>, section: 'directory' | 'appointments', report: Report): void {
  const seen = new Set<unknown>();
  const ids = (owner: unknown, key: string): Set<unknown> =>
    new Set(entriesOf(owner, key, []).map(({ value }) => value.id));
  const branches = ids(file, 'branches');
  const accounts = ids(file['accounts'], 'mis');
  for (const { value, path } of entriesOf(file[section], 'sources', [section])) {
    if (seen.has(value.id)) report([...path, 'id'], 'Another source has this id.', 'Give each source its own id.');
    seen.add(value.id);
    if (typeof value.branch === 'string' && !branches.has(value.branch))
      report([...path, 'branch'], 'There is no such branch.', 'Write the id of one under branches.');
    const needed = needs[String(value.kind)];
    if (needed === undefined) continue;
    for (const key of needed)
      if (value[key] === undefined)
        report([...path, 'kind'], `A source of this kind needs ${key}.`, `Add ${key}: to it.`);
    for (const key of settings)
      if (value[key] !== undefined && !needed.includes(key) && !(key === 'password' && value.kind === 'sql'))
        report(
          [...path, key],
          `A source of kind ${String(value.kind)} has no ${key}.`,
          'Remove it or correct the kind.',
        );
    if (value.kind === 'mis' && typeof value.account === 'string' && !accounts.has(value.account))
      report([...path, 'account'], 'There is no such account under accounts.mis.', 'Write the id of one of them.');
    checkQuery(value, path, report);
  }
}

function checkQuery(source: Record<string, unknown>, path: Path, report: Report): void {
  if (typeof source.query === 'string') {
    const problem = readingQueryProblem(source.query);
    if (problem !== null) report([...path, 'query'], problem, 'A source only reads: write one SELECT.');
  }
  const engine = sqlEngines.find((known) => known === source.engine);
  const problem =
    typeof source.address === 'string' && engine !== undefined ? sqlAddressProblem(source.address, engine) : null;
  if (problem !== null) report([...path, 'address'], `The address is not one of ${engine}.`, problem);
}
