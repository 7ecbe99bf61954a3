-- Some columns of the report forms of the sample, counted in plain SQL. Tables: `classified` (what `rasoat classify` writes), `households` and
-- `members` (the sample as csv). An answer that is not told is neither yes nor no.

create view household as
  select c.household_id as id, c.commune, c.class, cast(c.persons as integer) as persons,
    h."Hộ làm nông, lâm, ngư, diêm nghiệp" = 'có' as farming,
    h."Dân tộc" <> 'Kinh' and h."Dân tộc" <> '' as minority,
    h."Dân tộc" as people,
    iif(h."Khu vực" = 'Thành thị', 'urban', 'rural') as area,
    h."Hộ có người có công với cách mạng" = 'có' as merit,
    h."Không có đất sản xuất" = 'x' as land,
    h."Không có lao động" = 'x' as labour
  from classified c join households h on h."Mã hộ" = c.household_id;

create view member as
  select "Mã hộ" as id, "Giới tính" as sex, "Quan hệ với chủ hộ" as relation, "Có thẻ BHYT" as insured, "Đang đi học" as attending,
    -- completed years on the day of the household's review, of the year at least; of a year of birth alone both it allows
    case length("Ngày sinh")
      when 10 then 2022 - substr("Ngày sinh", 7, 4) - (substr("Ngày sinh", 4, 2) || substr("Ngày sinh", 1, 2) > day)
      when 4 then 2022 - "Ngày sinh"
    end as oldest,
    case length("Ngày sinh")
      when 10 then 2022 - substr("Ngày sinh", 7, 4) - (substr("Ngày sinh", 4, 2) || substr("Ngày sinh", 1, 2) > day)
      when 4 then 2021 - "Ngày sinh"
    end as youngest
  from members join (
    select "Mã hộ" as of_id,
      iif("Ngày rà soát" = '', '0901', substr("Ngày rà soát", 4, 2) || substr("Ngày rà soát", 1, 2)) as day
    from households
  ) on of_id = "Mã hộ";

create view form_1 as
  select commune, count(*), sum(persons), sum(class = 'poor'), sum(class = 'near_poor'), sum(class = 'average' and farming),
    sum(iif(class = 'poor', persons, 0)), sum(iif(class = 'near_poor', persons, 0)), sum(iif(class = 'average' and farming, persons, 0))
  from household group by commune;

create view form_8 as
  select commune, sum(class = 'poor'), sum(class = 'poor' and minority), sum(class = 'poor' and merit),
    sum(class = 'near_poor'), sum(class = 'near_poor' and minority), sum(class = 'near_poor' and merit)
  from household group by commune;

create view form_9 as
  select commune, sum(class = 'poor'), sum(class = 'poor' and people = 'Kinh'), sum(class = 'poor' and minority),
    sum(class = 'poor' and people = 'Thái'), sum(class = 'poor' and people = 'Mông'),
    sum(class = 'poor' and people = 'Khơ Mú'), sum(class = 'poor' and people = 'Xinh Mun'),
    sum(class = 'near_poor'), sum(class = 'near_poor' and people = 'Kinh'), sum(class = 'near_poor' and minority),
    sum(class = 'near_poor' and people = 'Thái'), sum(class = 'near_poor' and people = 'Mông'),
    sum(class = 'near_poor' and people = 'Khơ Mú'), sum(class = 'near_poor' and people = 'Xinh Mun')
  from household group by commune;

create view form_10 as
  select commune, sum(class = 'poor' and land), sum(class = 'poor' and labour), sum(class = 'near_poor' and land), sum(class = 'near_poor' and labour)
  from household group by commune;

-- children of households in which the age of everybody tells whether they are one
create view form_11 as
  select commune,
    sum(iif(class = 'poor', children, 0)), sum(iif(class = 'near_poor', children, 0))
  from household join (
    select id, sum(oldest < 16) as children from member
    group by id having sum(oldest is null or (oldest < 16) <> (youngest < 16)) = 0
  ) as counted using (id)
  group by commune;

create view form_12 as
  select commune, count(*), sum(minority), sum(class = 'poor'), sum(class = 'poor' and minority),
    sum(class = 'poor' and exists (
      select 1 from member where member.id = household.id and relation = 'Chủ hộ' and sex = 'Nữ'))
  from household group by commune;

-- the ministry's rows: level, area, commune, line of the unit
create view unit as
  select 'area' as level, area, '' as commune, id from household
  union all
  select 'commune', area, commune, id from household;

create view form_7_1 as
  select level, unit.area, unit.commune, '', count(*), sum(persons), sum(class = 'poor'), sum(class = 'near_poor')
  from unit join household using (id) group by 1, 2, 3;

create view form_7_10 as
  select level, unit.area, unit.commune, line, sum(class in (one, other)), sum(class in (one, other) and land),
    sum(class in (one, other) and labour)
  from unit join household using (id)
    join (
      select 'poor_or_near_poor' as line, 'poor' as one, 'near_poor' as other
      union all select 'poor', 'poor', 'poor'
      union all select 'near_poor', 'near_poor', 'near_poor'
    )
  group by 1, 2, 3, 4;
