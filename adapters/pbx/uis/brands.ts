export const uisBrands = ['uis', 'comagic', 'novofon', 'callgear'] as const;
export type UisBrand = (typeof uisBrands)[number];

export interface UisPlace {
  brand: UisBrand;
  dataApiUrl?: string | undefined;
  callApiUrl?: string | undefined;
  mediaUrl?: string | undefined;
  cabinetUrl?: string | undefined;
}

export interface UisAddresses {
  dataApi: string;
  callApi: string;
  /** Recordings lie under it as `{call_session_id}/{record id}`; null where no text tells. */
  media: string | null;
  /** Voice mail lies under it as `system/media/voice_mail/{call_session_id}/{record id}/`; null where no text tells. */
  cabinet: string | null;
}

/**
 * One platform, a host for each brand; a key of one brand is not valid at another. The APIs of UIS and CoMagic, the
 * media of CoMagic and the cabinets of CoMagic and CallGear are from the vendor's documents, the others are what
 * integrators use.
 */
const addresses: Readonly<Record<UisBrand, UisAddresses>> = {
  uis: {
    dataApi: 'https://dataapi.uiscom.ru/v2.0',
    callApi: 'https://callapi.uiscom.ru/v4.0',
    media: 'https://media.uiscom.ru',
    cabinet: null,
  },
  comagic: {
    dataApi: 'https://dataapi.comagic.ru/v2.0',
    callApi: 'https://callapi.comagic.ru/v4.0',
    media: 'https://media.comagic.ru',
    cabinet: 'https://app.comagic.ru',
  },
  novofon: {
    dataApi: 'https://dataapi-jsonrpc.novofon.ru/v2.0',
    callApi: 'https://callapi-jsonrpc.novofon.ru/v4.0',
    media: null,
    cabinet: null,
  },
  callgear: {
    dataApi: 'https://dataapi.callgear.com/v2.0',
    callApi: 'https://callapi.callgear.com/v4.0',
    media: null,
    cabinet: 'https://app.callgear.com',
  },
};

/** The addresses of a brand, each of which the account may set otherwise. */
export function addressesOf({ brand, dataApiUrl, callApiUrl, mediaUrl, cabinetUrl }: UisPlace): UisAddresses {
  const own = addresses[brand];
  const { media, cabinet } = own;
  return {
    dataApi: dataApiUrl ?? own.dataApi,
    callApi: callApiUrl ?? own.callApi,
    media: mediaUrl ?? media,
    cabinet: cabinetUrl ?? cabinet,
  };
}
