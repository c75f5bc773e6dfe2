/** The configuration that the demo writes. Everything from `syncs` on would be the same with real accounts. */
export function demoConfiguration(request: {
  readonly hubspotUrl: string;
  readonly airtableUrl: string;
  readonly hubspotToken: string;
  readonly airtableToken: string;
  readonly baseId: string;
}): string {
  return `version: 1
connections:
  hubspot:
    connector: "@linkwright/connector-hubspot"
    settings:
      baseUrl: ${request.hubspotUrl}          # the sandbox; leave it out for HubSpot itself
      accessToken: ${request.hubspotToken}    # the sandbox takes any; else "\${HUBSPOT_ACCESS_TOKEN}"
  airtable:
    connector: "@linkwright/connector-airtable"
    settings:
      baseUrl: ${request.airtableUrl}
      accessToken: ${request.airtableToken}
      baseId: ${request.baseId}
syncs:
  companies:
    left: { connection: hubspot, object: companies }
    right: { connection: airtable, object: Accounts }
    match:
      - { left: domain, right: Website, normalize: domain }
      - { left: name, right: Name }               # only where one of the two has no domain
    fields:
      - { left: name, right: Name }
      - { left: domain, right: Website }
      - { left: city, right: City }
      - { left: phone, right: Phone }
    associations:
      - { left: parent_company, right: Parent }
  contacts:
    left: { connection: hubspot, object: contacts }
    right: { connection: airtable, object: People }
    match:
      - { left: email, right: Email }
      - { all: [{ left: firstname, right: First name }, { left: lastname, right: Last name }] }
    fields:
      - { left: firstname, right: First name }
      - { left: lastname, right: Last name }
      - { left: email, right: Email }
      - { left: jobtitle, right: Job title }
      - { left: phone, right: Phone }
    associations:
      - { left: primary_company, right: Account }  # moving it in one app moves it in the other
      - { left: companies, right: Companies }      # all of them, the primary one among them
  deals:
    left: { connection: hubspot, object: deals }
    right: { connection: airtable, object: Deals }
    match: { left: dealname, right: Name }
    fields:
      - { left: dealname, right: Name }
      - { left: amount, right: Amount }
      - { left: dealstage, right: Stage }
      - { left: closedate, right: Close date }
    associations:
      - { left: primary_company, right: Account }
      - { left: contacts, right: People }
`;
}

/** Of each sync its name and its associations: the part of the file that the demo is about. */
export function associationsPart(yaml: string): string {
  const lines = yaml.split('\n');
  const syncs = lines.slice(lines.indexOf('syncs:'));
  const shown: string[] = [];
  let within = false;
  for (const line of syncs) {
    const indent = line.length - line.trimStart().length;
    within = line === '    associations:' || (within && indent > 4);
    if (within || indent <= 2) shown.push(line);
  }
  return shown.join('\n').trimEnd();
}
