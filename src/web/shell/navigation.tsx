import { Drawer } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import classes from './navigation.module.css';
import { addressOf, isAt, type ShellPage } from './pages.ts';

/** On a narrow screen the rest waits behind «Еще». */
const narrowAtMost = 5;

/** A rail at the left, a bar at the bottom of a narrow screen. Nothing when there is only one page to go to. */
export function Navigation({ pages }: { pages: readonly ShellPage[] }) {
  const { t } = useTranslation();
  const narrow = useMediaQuery('(max-width: 900px)', false, { getInitialValueInEffect: false });
  const [open, drawer] = useDisclosure(false);
  const listed = pages.filter((page) => page.unlisted !== true);
  if (listed.length < 2) return null;
  const overflows = narrow && listed.length > narrowAtMost;
  const near = overflows ? listed.slice(0, narrowAtMost - 1) : listed;
  return (
    <nav className={classes.rail} aria-label={t('shell.navigation')} data-testid="navigation">
      <ul>
        {near.map((page) => (
          <li key={page.id}>
            <PageLink page={page} />
          </li>
        ))}
        {overflows && (
          <li>
            <button type="button" className={classes.link} onClick={drawer.open} data-testid="more-pages">
              <IconDots size={22} stroke={1.6} aria-hidden="true" />
              <span>{t('shell.more')}</span>
            </button>
          </li>
        )}
      </ul>
      <Drawer
        opened={open && overflows}
        onClose={drawer.close}
        position="bottom"
        size="auto"
        title={t('shell.navigation')}
      >
        <ul className={classes.drawer}>
          {listed.slice(near.length).map((page) => (
            <li key={page.id}>
              <PageLink page={page} onOpen={drawer.close} />
            </li>
          ))}
        </ul>
      </Drawer>
    </nav>
  );
}

function PageLink({ page, onOpen }: { page: ShellPage; onOpen?: () => void }) {
  const { t } = useTranslation();
  const [location] = useLocation();
  const Icon = page.icon;
  return (
    <Link
      href={addressOf(page)}
      className={classes.link ?? ''}
      aria-current={isAt(page, location) ? 'page' : undefined}
      onClick={() => onOpen?.()}
      data-testid={`page-link-${page.id}`}
    >
      <Icon size={22} stroke={1.6} aria-hidden="true" />
      <span>{t(page.titleKey)}</span>
      {page.badge !== undefined && <page.badge />}
    </Link>
  );
}
