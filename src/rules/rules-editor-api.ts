import { Router, json, type Request } from 'express';
import type { z } from 'zod';
import { identityOf, requireRole } from '../access/index.ts';
import type { Clock } from '../contracts/clock.ts';
import type { ConfigurationResult, Problem as RulesProblem, RulesFile } from '../platform/configuration/index.ts';
import type { Database } from '../platform/database/index.ts';
import { Problem, readInput } from '../platform/http/index.ts';
import { changeRules, type RulesChange } from './change-rules.ts';
import { rulesOf } from './compile-rules.ts';
import { diffLines } from './diff-lines.ts';
import { replaySince } from './replay-days.ts';
import type { LiveRules } from './live-rules.ts';
import { listVersions, readVersion, type RuleVersion } from './rule-versions.ts';
import {
  checkBodySchema,
  replayBodySchema,
  restoreBodySchema,
  rulesBodySchema,
  versionQuerySchema,
  versionsQuerySchema,
  type savedRulesSchema,
  type versionSchema,
} from './rules-editor-schemas.ts';
import { rulesSchema } from './rules-schema.ts';
import { WrongRules } from './wrong-rules.ts';

export interface RulesEditorOptions {
  database: Pick<Database, 'pool' | 'sql'>;
  live: LiveRules;
  /** Left out: the configuration does not come from a file, and its rules cannot be changed. */
  file: RulesFile | undefined;
  clock: Clock;
  /** Rules were saved: every process may look. */
  onSaved(): void;
}

/** Rules as a text that is checked, tried on stored calls, saved, compared and returned to. */
export function createRulesEditorApi({ database, live, file, clock, onSaved }: RulesEditorOptions): Router {
  const router = Router();
  const readers = requireRole('manager', 'it');
  const writers = requireRole('it');
  const body = json({ limit: '1mb' });

  router.get('/rules/text', readers, (_request, response) => {
    const from = rulesFile();
    const newest = live.newest();
    response.json({
      text: newest?.text ?? from.text(),
      fileText: from.text(),
      saved: newest === null ? null : versionView(newest),
      fileChanged: live.fileChanged(),
      problems: live.problems(),
    });
  });

  router.get('/rules/schema', readers, (_request, response) => {
    response.json(rulesSchema(live.configuration()));
  });

  router.post('/rules/check', readers, body, (request, response) => {
    const { text } = readInput(checkBodySchema, request.body);
    const read = rulesFile().read({ text, name: 'rules' });
    response.json({
      ok: read.ok,
      rules: read.ok ? rulesOf(read.configuration).rules.length : null,
      problems: read.ok ? [] : read.problems,
      warnings: warningsOf(read),
    });
  });

  router.put('/rules', writers, body, async (request, response) => {
    const { text, note, base } = readInput(rulesBodySchema, request.body);
    response.json(await change(request, { text, note, base }));
  });

  router.get('/rules/versions', readers, async (request, response) => {
    const { cursor, limit } = readInput(versionsQuerySchema, request.query);
    const items = await listVersions(database.pool, { before: cursor ?? null, limit });
    response.json({
      items: items.map(({ file: _file, ...item }) => ({ ...item, at: item.at.toISOString() })),
      next: items.length < limit ? null : (items.at(-1)?.id ?? null),
    });
  });

  router.get('/rules/versions/:id', readers, async (request, response) => {
    const version = await existing(request.params['id']);
    const { against = version.parent ?? 'file' } = readInput(versionQuerySchema, request.query);
    const other = against === 'file' ? rulesFile().text() : textOf(await existing(against));
    const text = textOf(version);
    response.json({ version: versionView(version), text, against, diff: diffLines(other, text) });
  });

  router.post('/rules/versions/:id/restore', writers, body, async (request, response) => {
    const { note, base } = readInput(restoreBodySchema, request.body);
    const version = await existing(request.params['id']);
    response.json(await change(request, { text: version.text, note, base, restored: version.id }));
  });

  router.post('/rules/replay', readers, body, async (request, response) => {
    const { text, days } = readInput(replayBodySchema, request.body);
    const read = text === undefined ? null : rulesFile().read({ text, name: 'rules' });
    if (read !== null && !read.ok) throw new WrongRules(read.problems);
    response.json(
      await replaySince(database, {
        configuration: read?.configuration ?? live.configuration(),
        days,
        now: clock.now(),
      }),
    );
  });

  return router;

  function rulesFile(): RulesFile {
    if (file !== undefined) return file;
    throw new Problem(409, 'no-rules-file', 'No rules file', 'This Trubka was started without a configuration file.');
  }

  function textOf({ text }: RuleVersion): string {
    return text ?? rulesFile().text();
  }

  async function change(request: Request, asked: Omit<RulesChange, 'who'>): Promise<z.input<typeof savedRulesSchema>> {
    const who = identityOf(request).label;
    const changed = await changeRules({ ...asked, who }, { database, file: rulesFile(), clock });
    if (changed.kind === 'wrong') throw new WrongRules(changed.problems);
    if (changed.kind === 'outdated')
      throw new Problem(
        409,
        'rules-changed',
        'Rules changed meanwhile',
        'Somebody saved rules after this text was opened. Look at what they changed, then save again.',
      );
    await live.look();
    onSaved();
    return {
      saved: versionView(changed.version),
      version: rulesOf(live.configuration()).version,
      warnings: warningsOf(changed.read),
    };
  }

  async function existing(id: unknown): Promise<RuleVersion> {
    const found = /^\d{1,9}$/.test(String(id)) ? await readVersion(database.pool, Number(id)) : null;
    if (found === null)
      throw new Problem(404, 'no-such-version', 'No such version', 'There are no saved rules with this number.');
    return found;
  }
}

/** Of the file as a whole there are more warnings; these are about the text. */
function warningsOf(read: ConfigurationResult): RulesProblem[] {
  return read.ok ? read.warnings.filter(({ file }) => file === 'rules') : [];
}

function versionView({ id, at, who, note, parent, text }: RuleVersion): z.input<typeof versionSchema> {
  return { id, at: at.toISOString(), who, note, parent, ofFile: text === null };
}
