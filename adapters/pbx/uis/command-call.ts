import { z } from 'zod';
import { AmbiguousFailure, PermanentFailure } from '../../../src/contracts/failures.ts';
import type { WantedDial } from '../../../src/contracts/pbx-api.ts';
import { toE164, type E164 } from '../../../src/contracts/phone-number.ts';
import { askUis, type UisContext } from './ask-uis.ts';
import { ExtensionBook } from './employees.ts';
import { mnemonicOf } from './failures.ts';
import { asNumber } from './reports.ts';

const started = z.object({
  data: z.object({ call_session_id: z.union([z.number().int(), z.string().min(1).max(200)]).transform(String) }),
});

/** `success` is the text «true» in the documents, a boolean in other places of them. */
export const done = z.object({ data: z.object({ success: z.union([z.boolean(), z.enum(['true', 'false'])]) }) });

/**
 * Method `start.employee_call`: the employee's active numbers are rung in turn, then the contact. `external_id` comes
 * back in notifications and, as `call_api_external_id`, in the report.
 */
export async function dial(context: UisContext, wanted: WantedDial): Promise<{ providerCallId: string }> {
  const employee = wanted.employeeRef ?? (await new ExtensionBook(context).employeeOf(wanted.extension));
  if (employee === null) {
    throw new PermanentFailure(
      `UIS: nobody in UIS has the extension ${wanted.extension}; name the employee in employees.`,
    );
  }
  const { data } = await askUis(context, {
    api: 'call',
    method: 'start.employee_call',
    params: {
      first_call: 'employee',
      virtual_phone_number: digits(lineOf(context, wanted)),
      contact: digits(wanted.phone),
      employee: { id: asNumber(employee) },
      external_id: wanted.requestId,
      // «in» when it is left out.
      direction: 'out',
    },
    effect: 'write',
    answer: started,
  });
  return { providerCallId: data.call_session_id };
}

/** Method `release.call`. A call that is over or unknown is hung up. */
export async function hangUp(context: UisContext, providerCallId: string): Promise<void> {
  try {
    const { data } = await askUis(context, {
      api: 'call',
      method: 'release.call',
      params: { call_session_id: asNumber(providerCallId) },
      effect: 'write',
      answer: done,
    });
    if (String(data.success) !== 'true') throw new AmbiguousFailure('UIS release.call: not done, as UIS says');
  } catch (error) {
    if (mnemonicOf(error) !== 'call_session_not_found') throw error;
  }
}

function lineOf({ settings }: UisContext, { line }: WantedDial): E164 {
  const shown = line ?? toE164(settings.api?.dialFrom);
  if (shown === null) throw new PermanentFailure('UIS: a call needs a number to show; set api.dialFrom.');
  return shown;
}

/** UIS writes numbers in digits without a plus. */
function digits(number: E164): string {
  return number.slice(1);
}
