-- The flows between the made-up list of 2021 and the sample of 2022, counted in plain SQL from the table of outcomes of the yearly
-- review. Tables: `previous` (the list of 2021), `current` (what `rasoat classify` writes), `older` (the list of 2020).

create table words (word text, class text);
insert into words values ('Hộ nghèo', 'poor'), ('Hộ cận nghèo', 'near_poor'), ('Hộ có mức sống trung bình', 'neither'),
  ('Hộ không nghèo', 'neither'), ('', 'open'), ('poor', 'poor'), ('near_poor', 'near_poor'), ('average', 'neither'),
  ('non_poor', 'neither'), ('undetermined', 'open');

-- of rows with one id the first counts
create table before as
  select "Mã hộ" as id, iif("Xã" = 'Tà Làng', 'Tú Nang', "Xã") as commune, cast("Số nhân khẩu" as integer) as persons, class,
    "Biến động" as change
  from previous join words on word = "Phân loại hộ"
  where previous.rowid in (select min(rowid) from previous group by "Mã hộ");

create table now as
  select household_id as id, commune, cast(persons as integer) as persons, words.class
  from current join words on word = current.class;

create table both as
  select coalesce(now.commune, before.commune) as commune,
    before.class as was, now.class as "is", before.persons as had, now.persons as has,
    -- of who is not there now; the sample of 2022 says nothing of who came
    iif(now.id is null, before.change, '') as change,
    exists (select 1 from older where "Mã hộ" = now.id and "Phân loại hộ" = 'Hộ nghèo') as poor_once,
    exists (select 1 from older where "Mã hộ" = now.id and "Phân loại hộ" = 'Hộ cận nghèo') as near_once
  from before full join now on before.id = now.id;

create view poor as
  select commune, 'households' as measure,
    sum(was is 'poor'),
    sum(was is 'poor' and "is" is 'near_poor'),
    sum(was is 'poor' and "is" is 'neither'),
    sum(was is 'poor' and change = 'Chuyển đi'),
    sum(was is 'poor' and change = 'Chết'),
    sum(was is 'poor' and change = 'Nhập hộ'),
    sum(was is 'poor' and change = 'Tách hộ'),
    sum(was is 'poor' and change = '' and ("is" is null or "is" = 'open')),
    sum(was is 'near_poor' and "is" is 'poor'),
    sum(was is 'neither' and "is" is 'poor' and poor_once),
    sum(was is 'neither' and "is" is 'poor' and not poor_once),
    0, 0,
    sum((was is null or was = 'open') and "is" is 'poor'),
    sum("is" is 'poor')
  from both group by commune
  union all
  select commune, 'persons',
    sum(iif(was is 'poor', had, 0)),
    sum(iif(was is 'poor' and "is" is 'near_poor', had, 0)),
    sum(iif(was is 'poor' and "is" is 'neither', had, 0)),
    sum(iif(was is 'poor' and change = 'Chuyển đi', had, 0)),
    sum(iif(was is 'poor' and change = 'Chết', had, 0)),
    sum(iif(was is 'poor' and change = 'Nhập hộ', had, 0)),
    sum(iif(was is 'poor' and change = 'Tách hộ', had, 0)),
    sum(iif(was is 'poor' and change = '' and ("is" is null or "is" = 'open'), had, 0) + iif(was is 'poor' and "is" is 'poor', max(had - has, 0), 0)),
    sum(iif(was is 'near_poor' and "is" is 'poor', has, 0)),
    sum(iif(was is 'neither' and "is" is 'poor' and poor_once, has, 0)),
    sum(iif(was is 'neither' and "is" is 'poor' and not poor_once, has, 0)),
    0, 0,
    sum(iif((was is null or was = 'open') and "is" is 'poor', has, 0) + iif(was is 'poor' and "is" is 'poor', max(has - had, 0), 0)),
    sum(iif("is" is 'poor', has, 0))
  from both group by commune;

create view near_poor as
  select commune, 'households' as measure,
    sum(was is 'near_poor'),
    sum(was is 'near_poor' and "is" is 'neither'),
    sum(was is 'near_poor' and "is" is 'poor'),
    sum(was is 'near_poor' and change = 'Chuyển đi'),
    sum(was is 'near_poor' and change = 'Chết'),
    sum(was is 'near_poor' and change = 'Nhập hộ'),
    sum(was is 'near_poor' and change = 'Tách hộ'),
    sum(was is 'near_poor' and change = '' and ("is" is null or "is" = 'open')),
    sum(was is 'poor' and "is" is 'near_poor'),
    sum(was is 'neither' and "is" is 'near_poor' and near_once),
    sum(was is 'neither' and "is" is 'near_poor' and not near_once),
    0, 0,
    sum((was is null or was = 'open') and "is" is 'near_poor'),
    sum("is" is 'near_poor')
  from both group by commune
  union all
  select commune, 'persons',
    sum(iif(was is 'near_poor', had, 0)),
    sum(iif(was is 'near_poor' and "is" is 'neither', had, 0)),
    sum(iif(was is 'near_poor' and "is" is 'poor', had, 0)),
    sum(iif(was is 'near_poor' and change = 'Chuyển đi', had, 0)),
    sum(iif(was is 'near_poor' and change = 'Chết', had, 0)),
    sum(iif(was is 'near_poor' and change = 'Nhập hộ', had, 0)),
    sum(iif(was is 'near_poor' and change = 'Tách hộ', had, 0)),
    sum(iif(was is 'near_poor' and change = '' and ("is" is null or "is" = 'open'), had, 0) + iif(was is 'near_poor' and "is" is 'near_poor', max(had - has, 0), 0)),
    sum(iif(was is 'poor' and "is" is 'near_poor', has, 0)),
    sum(iif(was is 'neither' and "is" is 'near_poor' and near_once, has, 0)),
    sum(iif(was is 'neither' and "is" is 'near_poor' and not near_once, has, 0)),
    0, 0,
    sum(iif((was is null or was = 'open') and "is" is 'near_poor', has, 0) + iif(was is 'near_poor' and "is" is 'near_poor', max(has - had, 0), 0)),
    sum(iif("is" is 'near_poor', has, 0))
  from both group by commune;
