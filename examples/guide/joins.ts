import { type DataFrame, expr, type StreamSession } from 'millrace';

/** Two streams of one shop. */
export interface ShopStreams {
  readonly impressions: DataFrame<{ ad: 'string'; shown: 'timestamp' }>;
  readonly clicks: DataFrame<{ clicked_ad: 'string'; clicked: 'timestamp' }>;
}

/** Impressions with the name of the advertiser. */
export function withAdvertisers(session: StreamSession, { impressions }: ShopStreams, folder: string) {
  // #region static
  const ads = session.read.schema('ad STRING, advertiser STRING').option('header', true).csv(`${folder}/ads`);
  return impressions.join(ads, 'ad', 'left');
  // #endregion
}

/** Impressions with the click that followed within ten minutes, or without one. */
export function withClicks({ impressions, clicks }: ShopStreams) {
  // #region streams
  return impressions
    .withWatermark('shown', '5 minutes')
    .join(
      clicks.withWatermark('clicked', '5 minutes'),
      expr('ad = clicked_ad AND clicked BETWEEN shown AND shown + INTERVAL 10 MINUTES'),
      'left_outer',
    );
  // #endregion
}
