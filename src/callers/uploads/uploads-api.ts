import { json, Router, type Request, type Response } from 'express';
import { identityOf, requireRole, writeAudit } from '../../access/index.ts';
import type { Clock } from '../../contracts/clock.ts';
import type { Branch, Configuration } from '../../platform/configuration/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { Problem, readInput } from '../../platform/http/index.ts';
import { doubtHeader, doubtLine } from '../import/doubt-file.ts';
import { inLanguage, type ImportLanguage } from '../import/in-language.ts';
import { ImportRefused } from '../import/import-refused.ts';
import type { Doubt } from '../import/import-report.ts';
import { previewTable } from './preview-table.ts';
import type { Ran } from './run-upload.ts';
import { takeUpload } from './take-upload.ts';
import {
  doubtsQuerySchema,
  languageQuerySchema,
  previewBodySchema,
  runBodySchema,
  uploadQuerySchema,
  type RunBody,
  type UploadView,
} from './upload-schemas.ts';
import { forgetUploads, type UploadRow, type UploadStore } from './upload-store.ts';
import { viewOfUpload } from './view-of-upload.ts';

/** A file of people: sent, looked at, tried, imported. Whoever sent it sees it, nobody else. */
export function createUploadsApi(options: {
  database: Database;
  configuration(): Configuration;
  clock: Clock;
  store: UploadStore;
  /** Goes on after the answer. */
  run(upload: UploadRow, asked: RunBody, branch: Branch): Promise<Ran>;
}): Router {
  const { database, clock, store } = options;
  const router = Router();
  const it = requireRole('it');
  const body = json({ limit: '256kb' });

  router.post('/import/people', it, async (request, response) => {
    const { name } = readInput(uploadQuerySchema, request.query);
    const at = clock.now();
    await forgetUploads(store, at);
    const length = request.headers['content-length'];
    const told = { owner: ownerOf(request), name, at, announced: length === undefined ? null : Number(length) };
    const id = await takeUpload(request, told, store);
    const upload = await existing(request, id);
    await audit(request, 'import.uploaded', id, { bytes: upload.bytes });
    response.status(201).json(view(upload, request));
  });

  router.get('/import/people/:id', it, async (request, response) => {
    response.set('Cache-Control', 'no-store').json(view(await existing(request), request));
  });

  router.post('/import/people/:id/preview', it, body, async (request, response) => {
    const asked = readInput(previewBodySchema, request.body);
    const { id } = await existing(request);
    const preview = await previewTable(() => store.parts(id, 'file'), asked).catch((error: unknown) => {
      throw refusal(error, language(request));
    });
    response.set('Cache-Control', 'no-store').json(preview);
  });

  router.post('/import/people/:id/run', it, body, async (request, response) => {
    const asked = readInput(runBodySchema, request.body);
    const { branches } = options.configuration();
    const branch = asked.branch === undefined ? [...branches.values()][0] : branches.get(asked.branch);
    if (branch === undefined)
      throw new Problem(400, 'no-such-branch', 'No such branch', 'The configuration has no such branch.');
    const upload = await existing(request);
    if (!(await store.startRun(upload.id, { dryRun: asked.dryRun, at: clock.now() })))
      throw new Problem(
        409,
        'import-not-possible',
        'This cannot be started now',
        'It runs already, or the file was imported or forgotten: send it again.',
      );
    const { people, complete, dryRun } = asked;
    await audit(request, 'import.started', upload.id, { people, complete, dryRun });
    void options
      .run(upload, asked, branch)
      .then((ran) => audit(request, 'import.ended', upload.id, { dryRun, ...endOf(ran) }));
    response.status(202).json(view(await existing(request), request));
  });

  router.post('/import/people/:id/cancel', it, async (request, response) => {
    const { id } = await existing(request);
    await store.askCancel(id);
    await audit(request, 'import.cancelled', id);
    response.status(202).json(view(await existing(request), request));
  });

  router.delete('/import/people/:id', it, async (request, response) => {
    const { id } = await existing(request);
    await store.askCancel(id);
    await store.remove(id);
    response.status(204).end();
  });

  router.get('/import/people/:id/doubtful.csv', it, async (request, response) => {
    const { cells, language: asked } = readInput(doubtsQuerySchema, request.query);
    const { id } = await existing(request);
    await audit(request, 'import.doubtful-read', id, { cells });
    response.set('Content-Disposition', 'attachment; filename="doubtful.csv"');
    response.set('Cache-Control', 'no-store').type('text/csv');
    response.write(doubtHeader);
    for await (const part of store.parts(id, 'doubts'))
      for (const line of part.toString('utf8').split('\n')) {
        if (line === '') continue;
        const doubt = inLanguage(JSON.parse(line) as Doubt, asked ?? options.configuration().clinic.language);
        if (!response.write(doubtLine(doubt, { show: cells === 'written' }))) await drained(response);
      }
    response.end();
  });

  return router;

  function language(request: Request): ImportLanguage {
    return readInput(languageQuerySchema, request.query).language ?? options.configuration().clinic.language;
  }

  function view(upload: UploadRow, request: Request): UploadView {
    return viewOfUpload(upload, { now: clock.now(), language: language(request) });
  }

  async function existing(request: Request, wanted: unknown = request.params['id']): Promise<UploadRow> {
    const id = String(wanted);
    const isUuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(id);
    const upload = isUuid ? await store.read(id, ownerOf(request)) : null;
    if (upload === null)
      throw new Problem(404, 'no-such-upload', 'No such upload', 'It was forgotten, or somebody else sent it.');
    return upload;
  }

  async function audit(request: Request, what: string, id: string, detail?: Record<string, unknown>): Promise<void> {
    const who = identityOf(request).label;
    await writeAudit(database.sql, {
      ...{ at: clock.now(), who, what, subject: `upload ${id}` },
      ...(detail && { detail }),
    });
  }
}

function ownerOf(request: Request): number {
  return identityOf(request).tokenId;
}

function endOf(ran: Ran): Record<string, unknown> {
  if (ran.state !== 'done') return { state: ran.state };
  const { places: _places, ignoredColumns: _ignored, ...counts } = ran.report;
  return { state: ran.state, ...counts };
}

function refusal(error: unknown, language: ImportLanguage): unknown {
  if (!(error instanceof ImportRefused)) return error;
  const { problem, remedy } = inLanguage({ problem: error.problem, remedy: error.remedy }, language);
  return new Problem(422, 'import-refused', problem, `${problem} ${remedy}`, undefined, { problem, remedy });
}

function drained(response: Response): Promise<void> {
  return new Promise((resolve) => {
    response.once('drain', resolve);
    response.once('close', resolve);
  });
}
