import { z } from 'zod';
import { json, problemAnswer } from '../../platform/http/index.ts';
import {
  doubtsQuerySchema,
  languageQuerySchema,
  previewBodySchema,
  previewSchema,
  runBodySchema,
  uploadQuerySchema,
  uploadSchema,
} from './upload-schemas.ts';

const path = z.object({ id: z.string().describe('of the upload') });
const wrong = { default: problemAnswer('what is wrong and what to change') };
const view = (status: string, description: string) => ({
  [status]: { description, content: json(uploadSchema) },
  ...wrong,
});

/** What `/api/openapi.json` says of the import of people. */
export const uploadOperations = {
  '/import/people': {
    post: {
      summary: 'Send a file of people, CSV or XLSX, as the body; kept for an hour; role it',
      requestParams: { query: uploadQuerySchema.extend(languageQuerySchema.shape) },
      requestBody: { content: { 'application/octet-stream': { schema: z.string().meta({ format: 'binary' }) } } },
      responses: view('201', 'nothing of it is read yet'),
    },
  },
  '/import/people/{id}': {
    get: {
      summary: 'How far it is and what came of it; role it, only who sent it',
      requestParams: { path, query: languageQuerySchema },
      responses: view('200', 'ok'),
    },
    delete: {
      summary: 'Stop and forget it; role it',
      requestParams: { path },
      responses: { '204': { description: 'gone' }, ...wrong },
    },
  },
  '/import/people/{id}/preview': {
    post: {
      summary: 'What its columns are taken for, with cells of the first rows; role it, only who sent it',
      requestParams: { path, query: languageQuerySchema },
      requestBody: { content: json(previewBodySchema) },
      responses: { '200': { description: 'ok', content: json(previewSchema) }, ...wrong },
    },
  },
  '/import/people/{id}/run': {
    post: {
      summary: 'Import it, or try it without keeping anything; goes on after the answer; role it',
      requestParams: { path, query: languageQuerySchema },
      requestBody: { content: json(runBodySchema) },
      responses: {
        ...view('202', 'begun'),
        '409': problemAnswer('it runs already, or the file was imported or forgotten'),
      },
    },
  },
  '/import/people/{id}/cancel': {
    post: {
      summary: 'End the run; nothing of it is kept; role it',
      requestParams: { path, query: languageQuerySchema },
      responses: view('202', 'it ends within a second'),
    },
  },
  '/import/people/{id}/doubtful.csv': {
    get: {
      summary: 'Every doubtful place of the last run, for Excel; role it, only who sent it; audited',
      requestParams: { path, query: doubtsQuerySchema },
      responses: { '200': { description: 'ok', content: { 'text/csv': { schema: z.string() } } }, ...wrong },
    },
  },
} as const;
