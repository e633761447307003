import { Autocomplete } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useWorkplace } from '../workplace/workplace-context.ts';

interface DoctorFieldProps {
  /** Whose timetable is looked at; empty: the first branch's. */
  branch: string;
  value: string;
  onChange(doctor: string): void;
  required?: boolean;
  /** The first field of a window. */
  first?: boolean;
}

/** A doctor by name; those of the timetable are offered. */
export function DoctorField({ branch, value, onChange, required = false, first = false }: DoctorFieldProps) {
  const { t } = useTranslation();
  const { api, me } = useWorkplace();
  const asked = branch === '' ? (me?.branches[0]?.id ?? '') : branch;
  const slots = useQuery({
    queryKey: ['doctors', asked],
    queryFn: ({ signal }) => api.slots({ branch: asked, limit: 1 }, signal),
    enabled: asked !== '',
    staleTime: 300_000,
  });
  const doctors = [...new Set((slots.data?.items ?? []).flatMap(({ doctor }) => doctor ?? []))].toSorted();
  return (
    <Autocomplete
      label={t('tasks.wish.doctor')}
      description={t('tasks.wish.doctorHint')}
      required={required}
      data={doctors}
      value={value}
      maxLength={200}
      {...(first && { 'data-autofocus': true })}
      onChange={onChange}
      data-testid="wish-doctor"
    />
  );
}
