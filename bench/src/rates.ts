/** At speed 1, of a HubSpot Professional account. */
export const hubspotRatePerSecond = 19;
