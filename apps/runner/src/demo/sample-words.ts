/** A name as it is written, and the part of an e-mail address that its bearer would have. */
type Name = readonly [written: string, ascii: string];

export interface NamePool {
  readonly given: readonly Name[];
  readonly family: readonly Name[];
  /** Country code and area of the telephone numbers. */
  readonly dial: string;
}

const same = (...names: readonly string[]): readonly Name[] => names.map((name) => [name, name.toLowerCase()]);

/** Eight by eight each: see `createPerson`. */
export const namePools: readonly NamePool[] = [
  {
    given: [
      ['Jürgen', 'juergen'],
      ['Käthe', 'kaethe'],
      ['Björn', 'bjoern'],
      ...same('Lena', 'Matthias', 'Annika', 'Ralf', 'Heike'),
    ],
    family: [
      ['Groß', 'gross'],
      ['Müller', 'mueller'],
      ['Schröder', 'schroeder'],
      ['Jäger', 'jaeger'],
      ...same('Vogt', 'Brandt', 'Winkler', 'Kramer'),
    ],
    dial: '+49 30 5550',
  },
  {
    given: [
      ['Zoé', 'zoe'],
      ['Léa', 'lea'],
      ['François', 'francois'],
      ['Hélène', 'helene'],
      ...same('Thierry', 'Camille', 'Bastien', 'Margaux'),
    ],
    family: [
      ['Lefèvre', 'lefevre'],
      ['Bérenger', 'berenger'],
      ['Garçon', 'garcon'],
      ['D’Aubigné', 'daubigne'],
      ...same('Moreau', 'Rousseau', 'Chevalier', 'Blanchet'),
    ],
    dial: '+33 1 55 50',
  },
  {
    given: [
      ['Íñigo', 'inigo'],
      ['Begoña', 'begona'],
      ['Joaquín', 'joaquin'],
      ['Verónica', 'veronica'],
      ...same('Pilar', 'Rafael', 'Lucero', 'Mateo'),
    ],
    family: [
      ['Núñez', 'nunez'],
      ['Ibáñez', 'ibanez'],
      ['Gutiérrez', 'gutierrez'],
      ['de la Peña', 'delapena'],
      ...same('Salazar', 'Robles', 'Montero', 'Vidal'),
    ],
    dial: '+34 91 555',
  },
  {
    given: [
      ['Łukasz', 'lukasz'],
      ['Małgorzata', 'malgorzata'],
      ['Bożena', 'bozena'],
      ['Sławomir', 'slawomir'],
      ...same('Agnieszka', 'Zbigniew', 'Kinga', 'Marek'),
    ],
    family: [
      ['Wójcik', 'wojcik'],
      ['Dąbrowski', 'dabrowski'],
      ['Kozłowska', 'kozlowska'],
      ['Zając', 'zajac'],
      ...same('Nowak', 'Kaczmarek', 'Pawlak', 'Mazur'),
    ],
    dial: '+48 22 555',
  },
  {
    // Capital and small i with and without a dot: case folding differs by language.
    given: [
      ['İpek', 'ipek'],
      ['Işıl', 'isil'],
      ['Çağlar', 'caglar'],
      ['Gülşen', 'gulsen'],
      ...same('Murat', 'Deniz', 'Ayla', 'Kerem'),
    ],
    family: [
      ['Yıldız', 'yildiz'],
      ['Öztürk', 'ozturk'],
      ['Şahin', 'sahin'],
      ['Koçak', 'kocak'],
      ...same('Demir', 'Aslan', 'Kaya', 'Polat'),
    ],
    dial: '+90 212 555',
  },
  {
    given: [
      ['Søren', 'soren'],
      ['Åsa', 'asa'],
      ['Jón', 'jon'],
      ['Päivi', 'paivi'],
      ...same('Ingrid', 'Lars', 'Solveig', 'Mikkel'),
    ],
    family: [
      ['Kierkebæk', 'kierkebaek'],
      ['Sjöström', 'sjostrom'],
      ['Þórsson', 'thorsson'],
      ['Hämäläinen', 'hamalainen'],
      ...same('Lund', 'Dahl', 'Berglund', 'Holm'),
    ],
    dial: '+45 55 50',
  },
  {
    given: [
      ['美咲', 'misaki'],
      ['大輔', 'daisuke'],
      ['陽子', 'yoko'],
      ['健太', 'kenta'],
      ['さくら', 'sakura'],
      ['直樹', 'naoki'],
      ['恵美', 'emi'],
      ['翔', 'sho'],
    ],
    family: [
      ['田中', 'tanaka'],
      ['山本', 'yamamoto'],
      ['小林', 'kobayashi'],
      ['渡辺', 'watanabe'],
      ['髙橋', 'takahashi'],
      ['森', 'mori'],
      ['石川', 'ishikawa'],
      ['清水', 'shimizu'],
    ],
    dial: '+81 3 5550',
  },
  {
    given: [
      ['小明', 'xiaoming'],
      ['丽华', 'lihua'],
      ['建国', 'jianguo'],
      ['晓燕', 'xiaoyan'],
      ['志强', 'zhiqiang'],
      ['秀英', 'xiuying'],
      ['海涛', 'haitao'],
      ['雪梅', 'xuemei'],
    ],
    family: [
      ['王', 'wang'],
      ['陈', 'chen'],
      ['欧阳', 'ouyang'],
      ['赵', 'zhao'],
      ['黄', 'huang'],
      ['周', 'zhou'],
      ['徐', 'xu'],
      ['孙', 'sun'],
    ],
    dial: '+86 10 5550',
  },
  {
    given: [
      ['민준', 'minjun'],
      ['서연', 'seoyeon'],
      ['지훈', 'jihun'],
      ['수빈', 'subin'],
      ['현우', 'hyeonu'],
      ['은지', 'eunji'],
      ['도윤', 'doyun'],
      ['하은', 'haeun'],
    ],
    family: [
      ['김', 'kim'],
      ['이', 'lee'],
      ['박', 'park'],
      ['최', 'choi'],
      ['정', 'jeong'],
      ['강', 'kang'],
      ['조', 'cho'],
      ['윤', 'yoon'],
    ],
    dial: '+82 2 555',
  },
  {
    given: [
      ['Adébáyọ̀', 'adebayo'],
      ['Títílayọ̀', 'titilayo'],
      ['Ọlá', 'ola'],
      ['Fúnmiláyọ̀', 'funmilayo'],
      ...same('Chinedu', 'Ngozi', 'Emeka', 'Amara'),
    ],
    family: [
      ['Ọláyínká', 'olayinka'],
      ['Adéyẹmí', 'adeyemi'],
      ['Okonkwọ', 'okonkwo'],
      ['Ògúnlẹ́sẹ̀', 'ogunlese'],
      ...same('Balogun', 'Eze', 'Nwosu', 'Obi'),
    ],
    dial: '+234 1 555',
  },
];

export const jobTitles = [
  'Head of Purchasing',
  'Plant manager',
  'Chief of staff',
  'Buyer',
  'IT lead',
  'Geschäftsführerin',
  'Directeur général',
  '営業部長',
  'Warehouse supervisor',
  'Controller',
  'Jefa de compras',
] as const;

export const products = [
  'annual licence',
  'warehouse pilot',
  'spare parts 2027',
  'training week',
  'second line',
  'service contract',
  'data migration',
] as const;
