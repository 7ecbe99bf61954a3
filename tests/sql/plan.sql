-- Who is entitled to support in the sample, and what the plan's targets measure, in plain SQL. Tables: `classified` (what
-- `rasoat classify` writes), `households` and `members` (the sample as csv), `previous` (the made-up list of 2021). What is not told
-- is NULL, and `and`, `or`, `not` carry it on; so a condition is 1, 0 or NULL as it is for certain, not at all, or open.

create table yes_no (word text, truth integer);
insert into yes_no values ('có', 1), ('x', 1), ('không', 0);

-- of rows with one id the first counts; 3 households have no class
create table before as
  select "Mã hộ" as id, iif("Xã" = 'Tà Làng', 'Tú Nang', "Xã") as commune, nullif("Phân loại hộ", '') as class
  from previous where rowid in (select min(rowid) from previous group by "Mã hộ");
create unique index before_id on before (id);

create table household as
  select c.household_id as id, c.commune, cast(c.persons as integer) as persons, c.possible_classes,
    iif(c.class <> 'undetermined', c.class = 'poor', iif(instr(c.possible_classes, 'poor') = 1, null, 0)) as poor,
    case
      when c.class <> 'undetermined' then c.class in ('poor', 'near_poor')
      when c.possible_classes = 'poor|near_poor' then 1
      when instr(c.possible_classes, 'poor') = 0 then 0
    end as low,
    nullif(h."Dân tộc", '') <> 'Kinh' as minority,
    nullif(h."Khu vực khó khăn", '') as zone,
    (select truth from yes_no where word = h."Xã biên giới") as border,
    cast(nullif(c.housing_quality, '') as integer) as housing_quality,
    cast(nullif(c.housing_area, '') as integer) as housing_area,
    cast(nullif(c.information_means, '') as integer) as no_information,
    iif(h."Nguồn nước" = '', null, h."Nguồn nước" not in (
      'Nước khe/mó không được bảo vệ', 'Giếng không được bảo vệ', 'Sông/suối/hồ/ao', 'Xe téc', 'Khác')) as water,
    iif(h."Ngày rà soát" = '', '0901', substr(h."Ngày rà soát", 4, 2) || substr(h."Ngày rà soát", 1, 2)) as day,
    (select class = 'Hộ nghèo' from before where before.id = c.household_id) as was_poor
  from classified c join households h on h."Mã hộ" = c.household_id;
create unique index household_id on household (id);

create table aged as
  select "Mã hộ" as id,
    (select truth from yes_no where word = "Có thẻ BHYT") as insured,
    (select truth from yes_no where word = "Có việc làm") as works,
    (select truth from yes_no where word = "Có khả năng lao động") as able,
    iif("Đang học cấp/lớp" = 'Truyền nghề', 1,
      coalesce((select truth from yes_no where word = "Đang đi học"), iif("Đang học cấp/lớp" = '', null, 1))) as attending,
    iif("Đang học cấp/lớp" = '', null, "Đang học cấp/lớp" in ('Mầm non', 'Tiểu học', 'Trung học cơ sở', 'Trung học phổ thông')) as at_school,
    -- completed years on the day of the review; of a year of birth alone both it allows
    case length("Ngày sinh")
      when 10 then 2022 - substr("Ngày sinh", 7, 4) - (substr("Ngày sinh", 4, 2) || substr("Ngày sinh", 1, 2) > day)
      when 4 then 2022 - "Ngày sinh"
    end as oldest,
    case length("Ngày sinh")
      when 10 then 2022 - substr("Ngày sinh", 7, 4) - (substr("Ngày sinh", 4, 2) || substr("Ngày sinh", 1, 2) > day)
      when 4 then 2021 - "Ngày sinh"
    end as youngest
  from members join household on household.id = "Mã hộ";

create table member as
  select *,
    case when youngest >= 16 then 1 when oldest < 16 then 0 end as from_16,
    case when oldest < 60 then 1 when youngest >= 60 then 0 end as under_60
  from aged;

-- every measure by household: how many are entitled for certain, how many are open, and whether the household or any member is
create view by_household as
  select 'credit' as measure, commune, persons, coalesce(low, 0) as certain, low is not 1 as open from household
  union all
  select 'housing', commune, persons, coalesce(poor and (housing_quality or housing_area), 0),
    (poor and (housing_quality or housing_area)) is null from household
  union all
  select 'electricity', commune, persons, coalesce(poor, 0), poor is null from household
  union all
  select 'radio_television', commune, persons,
    coalesce(poor and minority and (zone = 'Khu vực III' or border) and no_information, 0),
    (poor and minority and (zone = 'Khu vực III' or border) and no_information) is null from household;

create view by_member as
  select measure, id, commune, coalesce(entitled, 0) as certain, entitled is null as open from (
    select 'insurance_card' as measure, id, commune, low or (zone in ('Khu vực II', 'Khu vực III') and minority) as entitled
      from household join member using (id)
    union all
    select 'schooling', id, commune, poor and minority and attending and at_school from household join member using (id)
    union all
    select 'vocational_training', id, commune, from_16 and under_60 and able and not works and not attending
      from household join member using (id));

create view support as
  select measure, commune, sum(certain) as households, sum(iif(certain, persons, 0)) as persons, sum(open) as unknown
  from by_household group by measure, commune
  union all
  select measure, commune, sum(certain > 0), sum(certain), sum(open) from (
    select measure, commune, sum(certain) as certain, sum(open) as open from by_member group by measure, commune, id
  ) group by measure, commune;

-- with the list of 2021: newly escaped are those that were poor on it
create view credit_with_previous as
  select commune, sum((low or was_poor) is 1), sum((low or was_poor) is null) from household group by commune;

-- every target: who is asked about, for whom it holds, and who is open: perhaps asked about, or asked about and not told
create view target as
  select 'insured' as target, commune, count(*) as among, sum(insured is 1) as yes, sum(insured is null) as open, 0 as may_yes, 0 as may_no
    from household join member using (id) group by commune
  union all
  select 'hygienic_water', commune, count(*), sum(water is 1), sum(water is null), 0, 0 from household group by commune
  union all
  select 'insured_entitled', commune, sum(asked is 1), sum(asked is 1 and insured is 1), sum(asked is 1 and insured is null),
    sum(asked is null and insured is not 0), sum(asked is null and insured is not 1)
    from (select commune, insured, low or (zone in ('Khu vực II', 'Khu vực III') and minority) as asked from household join member using (id))
    group by commune
  union all
  select 'poverty_fall', commune, count(*), sum(poor is 1), sum(poor is null), 0, 0 from household group by commune;

create view poor_before as
  select commune, sum(class is 'Hộ nghèo') as yes, count(*) as among, sum(class is null) as open from before group by commune;
