import IconChartFunnel from '@tabler/icons-react/dist/esm/icons/IconChartFunnel.mjs';
import IconArrowsDiff from '@tabler/icons-react/dist/esm/icons/IconArrowsDiff.mjs';
import IconDental from '@tabler/icons-react/dist/esm/icons/IconDental.mjs';
import IconEraser from '@tabler/icons-react/dist/esm/icons/IconEraser.mjs';
import IconGauge from '@tabler/icons-react/dist/esm/icons/IconGauge.mjs';
import IconChecklist from '@tabler/icons-react/dist/esm/icons/IconChecklist.mjs';
import IconHeadset from '@tabler/icons-react/dist/esm/icons/IconHeadset.mjs';
import IconHourglass from '@tabler/icons-react/dist/esm/icons/IconHourglass.mjs';
import IconMessages from '@tabler/icons-react/dist/esm/icons/IconMessages.mjs';
import IconPrinter from '@tabler/icons-react/dist/esm/icons/IconPrinter.mjs';
import IconFileImport from '@tabler/icons-react/dist/esm/icons/IconFileImport.mjs';
import IconHistory from '@tabler/icons-react/dist/esm/icons/IconHistory.mjs';
import IconPhoneCheck from '@tabler/icons-react/dist/esm/icons/IconPhoneCheck.mjs';
import IconPlugConnected from '@tabler/icons-react/dist/esm/icons/IconPlugConnected.mjs';
import IconRoute from '@tabler/icons-react/dist/esm/icons/IconRoute.mjs';
import IconSpeakerphone from '@tabler/icons-react/dist/esm/icons/IconSpeakerphone.mjs';
import IconWand from '@tabler/icons-react/dist/esm/icons/IconWand.mjs';
import IconUserCircle from '@tabler/icons-react/dist/esm/icons/IconUserCircle.mjs';
import IconUsers from '@tabler/icons-react/dist/esm/icons/IconUsers.mjs';
import type { ComponentType } from 'react';
import { roles, type Role } from '../../contracts/role.ts';
import type { Me } from '../api/shapes.ts';
import { AlarmsBadge } from '../cockpit/alarms-badge.tsx';
import { lazyPage } from './lazy-page.ts';
import { TasksBadge } from '../tasks/tasks-badge.tsx';
import { WorkplacePage } from '../workplace/workplace-page.tsx';

export interface ShellPage {
  id: string;
  /** As wouter writes it: `/tasks`, `/history/:id?`. The first segment must not be one of the server's own. */
  path: string;
  /** Who sees it in the navigation and may open it; the server decides anew about every request. */
  roles: readonly Role[];
  /** A key of language/{ru,en}.json: these words are needed before the page is loaded. */
  titleKey: string;
  icon: typeof IconUsers;
  component: ComponentType;
  /** Draws a `NavBadge` beside the name. It stands on every page, so what it asks for must be cheap. */
  badge?: ComponentType;
  /** Opened from elsewhere than the navigation. */
  unlisted?: boolean;
  /** Where somebody with a key instead of a name has nothing to do. */
  needsUser?: boolean;
}

/** Every page of the app, in the order of the navigation. */
export const pages: readonly ShellPage[] = [
  {
    id: 'workplace',
    path: '/',
    roles,
    titleKey: 'pages.workplace',
    icon: IconHeadset,
    // Not lazy: the first ring of the day must not wait for a file.
    component: WorkplacePage,
  },
  {
    id: 'history',
    path: '/history/:id?',
    roles,
    titleKey: 'pages.history',
    icon: IconHistory,
    component: lazyPage(() => import('../history/history-page.tsx')),
  },
  {
    id: 'tasks',
    path: '/tasks/:id?',
    roles: ['reception', 'senior', 'manager'],
    titleKey: 'pages.tasks',
    icon: IconChecklist,
    component: lazyPage(() => import('../tasks/tasks-page.tsx')),
    badge: TasksBadge,
  },
  {
    id: 'waiting',
    path: '/waiting-list',
    roles: ['reception', 'senior', 'manager'],
    titleKey: 'pages.waiting',
    icon: IconHourglass,
    component: lazyPage(() => import('../tasks/waiting-page.tsx')),
  },
  {
    id: 'messages',
    path: '/messages/:part?',
    roles,
    titleKey: 'pages.messages',
    icon: IconMessages,
    component: lazyPage(() => import('../messages/messages-page.tsx')),
  },
  {
    id: 'director',
    path: '/reports/director',
    roles: ['senior', 'manager'],
    titleKey: 'pages.director',
    icon: IconGauge,
    component: lazyPage(() => import('../reports/director-page.tsx')),
  },
  {
    id: 'conversion',
    path: '/reports/conversion',
    roles: ['senior', 'manager'],
    titleKey: 'pages.conversion',
    icon: IconChartFunnel,
    component: lazyPage(() => import('../reports/conversion-page.tsx')),
  },
  {
    id: 'channels',
    path: '/reports/channels',
    roles: ['senior', 'manager'],
    titleKey: 'pages.channels',
    icon: IconSpeakerphone,
    component: lazyPage(() => import('../reports/channels-page.tsx')),
  },
  {
    id: 'visits',
    path: '/reports/visits/:report?',
    roles: ['senior', 'manager'],
    titleKey: 'pages.visits',
    icon: IconDental,
    component: lazyPage(() => import('../reports/visits-page.tsx')),
  },
  {
    id: 'bookings',
    path: '/reports/bookings',
    roles: ['senior', 'manager'],
    titleKey: 'pages.bookings',
    icon: IconPhoneCheck,
    component: lazyPage(() => import('../reports/bookings-page.tsx')),
    // From the conversion.
    unlisted: true,
  },
  {
    id: 'differences',
    path: '/reports/differences',
    roles: ['senior', 'manager'],
    titleKey: 'pages.differences',
    icon: IconArrowsDiff,
    component: lazyPage(() => import('../reports/differences-page.tsx')),
    // From the director's page.
    unlisted: true,
  },
  {
    id: 'day',
    path: '/reports/day/:day?',
    roles: ['senior', 'manager'],
    titleKey: 'pages.day',
    icon: IconPrinter,
    component: lazyPage(() => import('../reports/day-page.tsx')),
    // From the director's page.
    unlisted: true,
  },
  {
    id: 'cockpit',
    path: '/settings/connections/:part?',
    roles: ['it', 'manager'],
    titleKey: 'pages.cockpit',
    icon: IconPlugConnected,
    component: lazyPage(() => import('../cockpit/cockpit-page.tsx')),
    badge: AlarmsBadge,
  },
  {
    id: 'import',
    path: '/settings/import',
    roles: ['it'],
    titleKey: 'pages.import',
    icon: IconFileImport,
    component: lazyPage(() => import('../import/import-page.tsx')),
  },
  {
    id: 'setup',
    path: '/settings/setup/:step?',
    roles: ['it'],
    titleKey: 'pages.setup',
    icon: IconWand,
    component: lazyPage(() => import('../setup/setup-page.tsx')),
  },
  {
    id: 'rules',
    path: '/settings/rules',
    roles: ['it', 'manager'],
    titleKey: 'pages.rules',
    icon: IconRoute,
    component: lazyPage(() => import('../rules/rules-page.tsx')),
  },
  {
    id: 'users',
    path: '/settings/users',
    roles: ['it'],
    titleKey: 'pages.users',
    icon: IconUsers,
    component: lazyPage(() => import('../users/users-page.tsx')),
  },
  {
    id: 'privacy',
    path: '/settings/privacy',
    roles: ['it', 'manager'],
    titleKey: 'pages.privacy',
    icon: IconEraser,
    component: lazyPage(() => import('../privacy/privacy-page.tsx')),
  },
  {
    id: 'account',
    path: '/account',
    roles,
    titleKey: 'pages.account',
    icon: IconUserCircle,
    component: lazyPage(() => import('../account/account-page.tsx')),
    // In the menu of the header.
    unlisted: true,
    needsUser: true,
  },
];

/** The pages that somebody may open; an unknown role of a newer server gets the workplace. */
export function pagesOf(me: Pick<Me, 'role' | 'user'> | undefined): readonly ShellPage[] {
  const known = roles.find((one) => one === me?.role);
  return pages.filter(
    (page) =>
      page.path === '/' ||
      (known !== undefined && page.roles.includes(known) && (page.needsUser !== true || me?.user != null)),
  );
}

/** The address to open a page by: its path without parameters. */
export function addressOf(page: ShellPage): string {
  return page.path.replace(/\/:.*$/, '') || '/';
}

/** Whether the page is the one at this address (without the query). */
export function isAt(page: ShellPage, location: string): boolean {
  const address = addressOf(page);
  return address === '/' ? location === '/' : location === address || location.startsWith(`${address}/`);
}
