-- The lists of posted households of the sample, counted in plain SQL. Tables: `classified` (what `rasoat classify` writes), `households` and
-- `members` (the sample as csv).

-- households and persons of each class in each village
create view village as
  select c.class, h."Xã" as commune, h."Thôn" as village, count(*) as households, sum(cast(c.persons as integer)) as persons
  from classified c join households h on h."Mã hộ" = c.household_id
  group by c.class, h."Xã", h."Thôn";

-- every member of each class's households, and what is said of the household; an answer that is not told stays blank
create view member as
  select c.class, h."Xã" as commune, h."Thôn" as village, m."Họ và tên" as name,
    case m."Giới tính" when 'Nam' then 'male' when 'Nữ' then 'female' else '' end as sex,
    substr(m."Ngày sinh", -4) as birth_year,
    case m."Quan hệ với chủ hộ" when 'Chủ hộ' then 'head' when 'Vợ/chồng' then 'spouse' when 'Con' then 'child' when 'Bố/mẹ' then 'parent'
      when 'Khác' then 'other' else '' end as relation,
    iif(m."Quan hệ với chủ hộ" = 'Chủ hộ', h."Dân tộc", '') as ethnicity,
    case h."Hộ có người có công với cách mạng" when 'có' then '1' when 'không' then '0' else '' end as merit,
    iif(h."Hỗ trợ y tế" = 'x', '1', '0') as need_health, iif(h."Hỗ trợ nhà ở" = 'x', '1', '0') as need_housing
  from classified c join households h on h."Mã hộ" = c.household_id join members m on m."Mã hộ" = c.household_id;
