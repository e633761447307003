import { Button, Checkbox, Group, Select, Stack } from '@mantine/core';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import { ColumnsTable } from './columns-table.tsx';
import { FormatLine } from './format-line.tsx';
import classes from './import.module.css';
import { Outcome } from './outcome.tsx';
import { Running } from './running.tsx';
import { type FileFormat, type Mapping, peopleKinds, type PeopleKind, type Preview, type Upload } from './shapes.ts';

/** One file: what its columns are, a try, the import, what came of it. */
export function UploadedFile({ id, onAnother }: { id: string; onAnother(): void }) {
  const { t, i18n } = useTranslation();
  const { api, me } = useWorkplace();
  const queries = useQueryClient();
  const language = i18n.language === 'en' ? 'en' : 'ru';
  const [people, setPeople] = useState<PeopleKind>('patients');
  const [mapping, setMapping] = useState<Mapping>({});
  const [format, setFormat] = useState<FileFormat>({});
  const [branch, setBranch] = useState<string | null>(null);
  const [complete, setComplete] = useState(false);
  const [allowLoss, setAllowLoss] = useState(false);
  const path = `import/people/${id}`;

  const upload = useQuery({
    queryKey: ['import', id, language],
    queryFn: ({ signal }) => api.get<Upload>(`${path}?language=${language}`, signal),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? 500 : false),
    placeholderData: keepPreviousData,
  });
  const view = upload.data;
  const imported = view?.state === 'done' && view.dryRun === false;
  const running = view?.state === 'running';
  useEffect(() => {
    // The set-up says how many people there are.
    if (imported) void queries.invalidateQueries({ queryKey: ['configuration'], exact: true });
  }, [imported, queries]);
  const preview = useQuery({
    queryKey: ['import', id, 'preview', mapping, format, language],
    enabled: view !== undefined && !imported,
    queryFn: ({ signal }) =>
      api.send<Preview>(`${path}/preview?language=${language}`, { body: { mapping, format }, signal }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });
  const run = useMutation({
    mutationFn: (dryRun: boolean) =>
      api.send<Upload>(`${path}/run?language=${language}`, {
        body: { people, mapping, format, complete, allowLoss, dryRun, ...(branch !== null && { branch }) },
      }),
    onSuccess: (next) => queries.setQueryData(['import', id, language], next),
  });
  const cancel = useMutation({ mutationFn: () => api.send(`${path}/cancel`) });

  if (upload.error !== null && view === undefined)
    return (
      <Stack>
        <ProblemAlert error={upload.error} />
        <Another onClick={onAnother} />
      </Stack>
    );
  if (view === undefined) return null;
  // What was tried does not say what another choice would become.
  const forget = (): void => {
    if (view.dryRun === true)
      queries.setQueryData(['import', id, language], { ...view, state: 'waiting', report: null });
  };
  const found = preview.data;
  const tried = view.state === 'done' && view.dryRun === true;
  const branches = me?.branches ?? [];
  return (
    <Stack className={classes.wizard ?? ''} data-testid="uploaded-file">
      <Group justify="space-between" gap="xs">
        <b className={classes.file}>{view.name}</b>
        {!running && <Another onClick={onAnother} />}
      </Group>
      {preview.error !== null && <ProblemAlert error={preview.error} />}
      {found !== undefined && !imported && !running && (
        <>
          <FormatLine
            format={found.format}
            onChange={(chosen) => {
              setFormat(chosen);
              setMapping({});
              forget();
            }}
          />
          <ColumnsTable
            columns={found.columns}
            onChange={(next) => {
              setMapping(next);
              forget();
            }}
          />
          {found.lacks !== null && (
            <p className={classes.warning} role="alert" data-testid="lacks">
              {t('import.lacksName')}
            </p>
          )}
          <div className={classes.choices}>
            <Select
              label={t('import.who')}
              data={peopleKinds.map((kind) => ({ value: kind, label: t(`import.kind.${kind}`) }))}
              value={people}
              onChange={(value) => {
                setPeople(peopleKinds.find((kind) => kind === value) ?? 'patients');
                forget();
              }}
              allowDeselect={false}
              data-testid="people-kind"
            />
            {branches.length > 1 && (
              <Select
                label={t('import.branch')}
                description={t('import.branchHint')}
                data={branches.map((one) => ({ value: one.id, label: one.name }))}
                value={branch ?? branches[0]?.id ?? null}
                onChange={(value) => {
                  setBranch(value);
                  forget();
                }}
                allowDeselect={false}
              />
            )}
          </div>
          <Checkbox
            label={t('import.complete')}
            description={t('import.completeHint')}
            checked={complete}
            onChange={(event) => {
              setComplete(event.currentTarget.checked);
              setAllowLoss(false);
              forget();
            }}
            data-testid="complete"
          />
          {complete && (
            <Checkbox
              label={t('import.allowLoss')}
              checked={allowLoss}
              onChange={(event) => {
                setAllowLoss(event.currentTarget.checked);
                forget();
              }}
              data-testid="allow-loss"
            />
          )}
        </>
      )}
      {running && (
        <Running upload={view} cancelling={cancel.isPending || cancel.isSuccess} onCancel={() => cancel.mutate()} />
      )}
      {(run.error ?? cancel.error) !== null && <ProblemAlert error={run.error ?? cancel.error} />}
      {!running && <Outcome upload={view} />}
      {!running && !imported && found !== undefined && (
        <Group gap="sm">
          <Button
            variant={tried ? 'default' : 'filled'}
            disabled={found.lacks !== null}
            loading={run.isPending && run.variables}
            onClick={() => {
              cancel.reset();
              run.mutate(true);
            }}
            data-testid="try-import"
          >
            {t('import.try')}
          </Button>
          {tried && (
            <Button
              loading={run.isPending && !run.variables}
              onClick={() => {
                cancel.reset();
                run.mutate(false);
              }}
              data-testid="run-import"
            >
              {t('import.run')}
            </Button>
          )}
        </Group>
      )}
    </Stack>
  );
}

function Another({ onClick }: { onClick(): void }) {
  const { t } = useTranslation();
  return (
    <Button variant="default" size="compact-md" onClick={onClick} data-testid="another-file">
      {t('import.another')}
    </Button>
  );
}
