import { Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../page/copy-button.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import classes from './cockpit.module.css';
import { isInsideAddress } from './is-inside-address.ts';
import { Loaded } from './loaded.tsx';
import type { Setup } from './shapes.ts';

/** What to enter at the provider's or in the MIS, and the letter to the support, with the address of this server in it. */
export function SetupTexts({ account }: { account: string }) {
  const { t, i18n } = useTranslation();
  const { api } = useWorkplace();
  const [address, setAddress] = useState(() => new URL('.', document.baseURI).href.replace(/\/$/, ''));
  const url = isAddress(address) ? address : null;
  const setup = useQuery({
    queryKey: ['integrations', account, 'setup', url, i18n.language],
    enabled: url !== null,
    // Who looked is kept, so it is asked once; what holds a secret does not outlive the dialog.
    staleTime: Infinity,
    gcTime: 0,
    queryFn: ({ signal }) =>
      api.get<Setup>(
        `integrations/${encodeURIComponent(account)}/setup?${new URLSearchParams({
          url: url ?? '',
          language: i18n.language === 'en' ? 'en' : 'ru',
        })}`,
        signal,
      ),
  });
  return (
    <Stack>
      <TextInput
        label={t('cockpit.address')}
        description={t('cockpit.addressHint')}
        defaultValue={address}
        error={url === null ? t('cockpit.addressWrong') : undefined}
        onBlur={(event) => setAddress(event.currentTarget.value.trim())}
        onKeyDown={(event) => {
          if (event.key === 'Enter') setAddress(event.currentTarget.value.trim());
        }}
        data-testid="setup-address"
      />
      {url !== null && (
        <Loaded query={setup} empty={({ connects }) => (connects ? t('cockpit.connects') : null)}>
          {({ templates, values, letter }) => (
            <Stack>
              {[...templates, ...values].some(({ secret }) => secret) && (
                <p className={classes.warning}>{t('cockpit.holdsSecret')}</p>
              )}
              {templates.some(({ kind }) => kind !== 'file') && isInsideAddress(url) && (
                <p className={classes.warning} data-testid="inside-address">
                  {t('cockpit.addressInside')}
                </p>
              )}
              {values.map(({ title, value }) => (
                <Pasted key={title} title={title} text={value} />
              ))}
              {templates.map(({ title, method, kind, url: where, body }) => (
                <div key={title}>
                  {kind !== 'file' && (
                    <Pasted
                      title={kind === 'address' || title.includes(method) ? title : `${title} (${method})`}
                      text={where}
                    />
                  )}
                  {body !== null && <Pasted title={kind === 'file' ? title : t('cockpit.body')} text={body} />}
                </div>
              ))}
              {letter !== null && <Pasted title={t('cockpit.letter')} text={letter} />}
            </Stack>
          )}
        </Loaded>
      )}
    </Stack>
  );
}

/** A text to be pasted elsewhere. */
export function Pasted({ title, text }: { title: string; text: string }) {
  return (
    <div className={classes.pasted} data-testid="pasted">
      <div className={classes.pastedHead}>
        <b>{title}</b>
        <CopyButton text={text} />
      </div>
      <pre className={classes.code} tabIndex={0} role="region" aria-label={title}>
        {text}
      </pre>
    </div>
  );
}

function isAddress(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text);
}
