import { Group, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FileFormat, Preview } from './shapes.ts';

const encodings = ['utf-8', 'windows-1251', 'utf-16le', 'utf-16be'];
const delimiters = [';', ',', '\t', '|'];

/** How the file was taken, to be said otherwise where letters or columns look wrong. */
export function FormatLine({ format, onChange }: { format: Preview['format']; onChange(format: FileFormat): void }) {
  const { t } = useTranslation();
  if (format.kind === 'xlsx') return null;
  const { encoding, delimiter } = format;
  return (
    <Group gap="sm" align="flex-end" data-testid="format">
      <Select
        label={t('import.encoding')}
        data={encodings}
        value={encoding}
        onChange={(value) => value !== null && onChange({ encoding: value })}
        allowDeselect={false}
        w={180}
        data-testid="encoding"
      />
      <Select
        label={t('import.delimiter')}
        data={delimiters.map((one) => ({ value: one, label: one === '\t' ? t('import.tab') : one }))}
        value={delimiter}
        onChange={(value) => value !== null && onChange({ encoding, delimiter: value })}
        allowDeselect={false}
        w={150}
        data-testid="delimiter"
      />
    </Group>
  );
}
