import { z } from 'zod';

const id = z.number().int();
const text = z.string().nullish();

/** https://www.opendental.com/site/apipatients.html, Patients GET Simple. */
export const patientsReply = z.array(
  z.object({
    PatNum: id,
    LName: text,
    FName: text,
    MiddleI: text,
    PatStatus: text,
    Birthdate: text,
    HmPhone: text,
    WkPhone: text,
    WirelessPhone: text,
    /** Head of the family. */
    Guarantor: id.nullish(),
  }),
);
export type OpenDentalPatient = z.infer<typeof patientsReply>[number];

/** https://www.opendental.com/site/apiappointments.html, Appointments GET (multiple). */
export const appointmentsReply = z.array(
  z.object({
    AptNum: id,
    PatNum: id,
    AptStatus: z.string(),
    AptDateTime: z.string(),
    Pattern: text,
    Op: id.nullish(),
    Note: text,
    confirmed: text,
    ProvNum: id.nullish(),
    provAbbr: text,
    ProcDescript: text,
    ClinicNum: id.nullish(),
    IsNewPatient: text,
    DateTimeArrived: text,
    SecDateTEntry: text,
    DateTStamp: text,
  }),
);
export type OpenDentalAppointment = z.infer<typeof appointmentsReply>[number];

/** Appointments POST. */
export const appointmentReply = z.object({ AptNum: id });

/** https://www.opendental.com/site/apicommlogs.html */
export const commlogReply = z.object({ CommlogNum: id });
export const commlogsReply = z.array(z.object({ CommlogNum: id, Note: text }));
