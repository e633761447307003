import { definePbxAdapter } from '../../../src/contracts/pbx.ts';
import { authenticate } from './authenticate.ts';
import { parse } from './parse.ts';
import { question, reply } from './question.ts';
import { threecxSettings, type ThreecxSettings } from './settings.ts';
import { templates } from './templates.ts';

/** The server-side CRM template of 3CX: calls are reported when they are over, callers are looked up when they ring. */
export const threecx = definePbxAdapter<ThreecxSettings>({
  id: 'threecx',
  name: '3CX',
  settings: threecxSettings,
  capabilities: ['incoming', 'ringing', 'answered', 'missed', 'ended', 'outgoing', 'recording-link', 'withheld'],
  authenticate,
  parse,
  question,
  reply,
  templates,
  acknowledgement: { status: 200, contentType: 'application/json', body: '{}' },
});
