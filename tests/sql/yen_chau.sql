-- An independent count of the made-up Yên Châu survey under Decree 07/2021/NĐ-CP, in plain SQL for SQLite.
--
-- Written from the decree's text as the project records it, not from the rules file, to be a second opinion on the
-- program. Reads two tables of text columns named by the csv headers: `households` and `members`, from
-- samples/yen-chau-2022-households.csv and samples/yen-chau-2022-members.csv. To run it by hand:
--
--   sqlite3
--   .import --csv samples/yen-chau-2022-households.csv households
--   .import --csv samples/yen-chau-2022-members.csv members
--   .read tests/sql/yen_chau.sql
--   select * from classes;
--   select * from deprivations;
--
-- 1 is true, 0 is false, null is unknown. SQLite's and, or, not treat null as the missing answer that it is.

-- The choices that the annex leaves open, in one place.
create temp view choices as select
  16 as work_from,     -- working age begins on this birthday
  60 as work_to,       -- and ends on this one
  30 as education_to;  -- "16 to 30" ends on this one
-- A year of birth alone leaves both ages open that it allows.

-- ---------------------------------------------------------------------------------------------------------------------
-- Answers in the form of the survey, as numbers and truths.

create temp view household as select
  "Mã hộ" as id,
  "Xã" as commune,
  case "Khu vực" when 'Thành thị' then 2000000 when 'Nông thôn' then 1500000 end as line,
  case when "Tổng thu nhập tháng" glob '[0-9]*' then cast("Tổng thu nhập tháng" as integer) end as income,
  case when "Diện tích nhà" glob '[0-9]*' then
    -- Tenths of a square metre: no rounding at exactly 8.
    case instr("Diện tích nhà", ',')
      when 0 then cast("Diện tích nhà" as integer) * 10
      else cast(replace("Diện tích nhà", ',', '') as integer)
    end
  end as area_tenths,
  substr("Ngày rà soát", 7, 4) || substr("Ngày rà soát", 4, 2) || substr("Ngày rà soát", 1, 2) as review,
  case when "Tường" in ('Bền chắc', 'Bê tông', 'Gạch', 'Đá', 'Thép', 'Gỗ bền chắc') then 0
       when "Tường" in ('Không bền chắc', 'Gỗ tạp', 'Tre', 'Đất', 'Vách', 'Phên', 'Lá', 'Rơm', 'Giấy dầu') then 1 end as wall,
  case when "Cột" in ('Bền chắc', 'Bê tông', 'Gạch', 'Đá', 'Thép', 'Gỗ bền chắc') then 0
       when "Cột" in ('Không bền chắc', 'Gỗ tạp', 'Tre', 'Đất', 'Vách', 'Phên', 'Lá', 'Rơm', 'Giấy dầu') then 1 end as pillar,
  case when "Mái" in ('Bền chắc', 'Bê tông', 'Gạch', 'Đá', 'Thép', 'Gỗ bền chắc') then 0
       when "Mái" in ('Không bền chắc', 'Gỗ tạp', 'Tre', 'Đất', 'Vách', 'Phên', 'Lá', 'Rơm', 'Giấy dầu') then 1 end as roof,
  case when "Nguồn nước" in ('Nước máy', 'Giếng khoan', 'Giếng đào được bảo vệ', 'Nước khe/mó được bảo vệ', 'Nước mưa',
                             'Nước đóng chai/bình') then 0
       when "Nguồn nước" in ('Giếng không được bảo vệ', 'Nước khe/mó không được bảo vệ', 'Sông/suối/hồ/ao', 'Xe téc',
                             'Khác') then 1 end as unclean_water,
  case when "Nhà tiêu" in ('Tự hoại', 'Bán tự hoại', 'Thấm dội nước', 'Cải tiến có ống thông hơi', 'Đào có bệ ngồi',
                           'Hai ngăn') then 0
       when "Nhà tiêu" in ('Hố đào không bệ', 'Cầu cá', 'Không có', 'Khác') then 1 end as unhygienic_toilet,
  case "Sử dụng internet" when 'có' then 1 when 'không' then 0 end as internet,
  case "Tivi" when 'có' then 1 when 'không' then 0 end as television,
  case "Đài/Radio" when 'có' then 1 when 'không' then 0 end as radio,
  case "Máy tính để bàn" when 'có' then 1 when 'không' then 0 end as desktop,
  case "Điện thoại" when 'có' then 1 when 'không' then 0 end as telephone,
  case "Máy tính xách tay" when 'có' then 1 when 'không' then 0 end as laptop,
  case "Máy tính bảng" when 'có' then 1 when 'không' then 0 end as tablet,
  case "Điện thoại thông minh" when 'có' then 1 when 'không' then 0 end as smartphone,
  rowid as place
from households;

-- Birth dates as the first and the last day they can be, yyyymmdd: a year alone is all its days.
create temp view born as select
  "Mã hộ" as id,
  case when "Ngày sinh" glob '[0-9][0-9]/[0-9][0-9]/[0-9][0-9][0-9][0-9]'
         then substr("Ngày sinh", 7, 4) || substr("Ngày sinh", 4, 2) || substr("Ngày sinh", 1, 2)
       when "Ngày sinh" glob '[0-9][0-9][0-9][0-9]' then "Ngày sinh" || '0101' end as first_day,
  case when "Ngày sinh" glob '[0-9][0-9]/[0-9][0-9]/[0-9][0-9][0-9][0-9]'
         then substr("Ngày sinh", 7, 4) || substr("Ngày sinh", 4, 2) || substr("Ngày sinh", 1, 2)
       when "Ngày sinh" glob '[0-9][0-9][0-9][0-9]' then "Ngày sinh" || '1231' end as last_day,
  case "Có việc làm" when 'có' then 1 when 'không' then 0 end as works,
  case "Làm công ăn lương" when 'có' then 1 when 'không' then 0 end as wage,
  case "Có hợp đồng lao động" when 'có' then 1 when 'không' then 0 end as contract,
  case "Không tìm được việc làm" when 'có' then 1 when 'không' then 0 end as found_none,
  case "Hưởng trợ cấp xã hội hằng tháng" when 'có' then 1 when 'không' then 0 end as allowance,
  case "Suy dinh dưỡng chiều cao theo tuổi" when 'có' then 1 when 'không' then 0 end as stunted,
  case "Suy dinh dưỡng cân nặng theo tuổi" when 'có' then 1 when 'không' then 0 end as underweight,
  case "Có thẻ BHYT" when 'có' then 1 when 'không' then 0 end as insured,
  -- A level says that one attends where the answer itself is missing; training on the job counts as attending.
  case when "Đang học cấp/lớp" = 'Truyền nghề' then 1
       when "Đang đi học" = 'có' then 1 when "Đang đi học" = 'không' then 0
       when "Đang học cấp/lớp" <> '' then 1 end as attending,
  nullif("Đang học cấp/lớp", '') as level,
  nullif("Bằng cấp cao nhất", '') as finished
from members;

-- Completed years on the review day: the fewest and the most they can be. Dates as numbers yyyymmdd differ by 10000 a year.
create temp view member as select
  born.*,
  (cast(household.review as integer) - cast(last_day as integer)) / 10000 as age_from,
  (cast(household.review as integer) - cast(first_day as integer)) / 10000 as age_to
from born join household using (id);

-- ---------------------------------------------------------------------------------------------------------------------
-- What holds for each member.

create temp view member_ages as select
  member.*,
  case when age_to < 16 then 1 when age_from >= 16 then 0 end as under_16,
  case when age_from >= 6 then 1 when age_to < 6 then 0 end as from_6,
  case when age_from >= 3 and age_to < 16 then 1 when age_to < 3 or age_from >= 16 then 0 end as from_3_to_16,
  case when age_from >= 16 and age_to < education_to then 1
       when age_to < 16 or age_from >= education_to then 0 end as from_16_to_30,
  case when age_from >= work_from and age_to < work_to then 1
       when age_to < work_from or age_from >= work_to then 0 end as working_age
from member, choices;

-- Whether school or certificate would do at each age.
create temp view member_levels as select
  member_ages.*,
  attending and level in ('Mầm non', 'Tiểu học', 'Trung học cơ sở', 'Trung học phổ thông') as ok_under_6,
  attending and level in ('Tiểu học', 'Trung học cơ sở', 'Trung học phổ thông') as ok_from_6,
  attending and level in ('Trung học cơ sở', 'Trung học phổ thông', 'Trung cấp', 'Cao đẳng', 'Đại học') as ok_from_12,
  (attending and level in ('Trung học cơ sở', 'Trung học phổ thông', 'Sơ cấp', 'Trung cấp', 'Cao đẳng', 'Đại học',
                           'Truyền nghề'))
    or finished in ('Trung học cơ sở', 'Trung học phổ thông', 'Sơ cấp', 'Trung cấp', 'Cao đẳng', 'Đại học') as ok_from_16,
  (attending and level in ('Trung học phổ thông', 'Sơ cấp', 'Trung cấp', 'Cao đẳng', 'Đại học', 'Truyền nghề'))
    or finished in ('Trung học phổ thông', 'Sơ cấp', 'Trung cấp', 'Cao đẳng', 'Đại học') as ok_from_18
from member_ages;

-- Where the age is open: what does at the youngest and at the oldest age it can be does, what does at neither does not.
create temp view member_schooling as select
  member_levels.*,
  case when ok_youngest_child and ok_oldest_child then 1 when not ok_youngest_child and not ok_oldest_child then 0 end
    as child_schooled,
  case when ok_youngest_adult and ok_oldest_adult then 1 when not ok_youngest_adult and not ok_oldest_adult then 0 end
    as adult_educated
from (
  select
    member_levels.*,
    case when age_from >= 12 then ok_from_12 when age_from >= 6 then ok_from_6 else ok_under_6 end as ok_youngest_child,
    case when age_to < 6 then ok_under_6 when age_to < 12 then ok_from_6 else ok_from_12 end as ok_oldest_child,
    case when age_from >= 18 then ok_from_18 else ok_from_16 end as ok_youngest_adult,
    case when age_to < 18 then ok_from_16 else ok_from_18 end as ok_oldest_adult
  from member_levels
) as member_levels;

create temp view member_truths as select
  id,
  -- 1: of working age, willing, without a job, and found none; or at work for wages without a contract
  working_age and ((not works and found_none) or (works and wage and not contract)) as job,
  -- 2: a child, or elderly or disabled with a monthly social allowance
  under_16 or allowance as dependent,
  -- 3: a child too short or too light for its age
  under_16 and (stunted or underweight) as small,
  -- 4: six or older without insurance
  from_6 and not insured as without_insurance,
  -- 5: a young adult who neither attends nor has finished what the age asks for
  from_16_to_30 and not adult_educated as uneducated,
  -- 6: a child that is not at school at the level of its age, or above
  from_3_to_16 and not child_schooled as unschooled
from member_schooling;

-- "At least one": true if it holds for one, unknown if it may hold for one, else false.
create temp view of_members as select
  id,
  count(*) as persons,
  case when max(job) = 1 then 1 when count(job) = count(*) then 0 end as employment,
  -- More than half, by the certain and by the possible dependents.
  case when 2 * total(dependent) > count(*) then 1
       when 2 * (total(dependent) + count(*) - count(dependent)) <= count(*) then 0 end as dependents,
  case when max(small) = 1 then 1 when count(small) = count(*) then 0 end as nutrition,
  case when max(without_insurance) = 1 then 1 when count(without_insurance) = count(*) then 0 end as health_insurance,
  case when max(uneducated) = 1 then 1 when count(uneducated) = count(*) then 0 end as adult_education,
  case when max(unschooled) = 1 then 1 when count(unschooled) = count(*) then 0 end as child_schooling
from member_truths group by id;

-- ---------------------------------------------------------------------------------------------------------------------
-- The twelve indicators of each household: 1 deprived, 0 not, null unknown.

create temp view indicators as select
  household.place, household.id, commune, line, income, persons,
  employment, dependents, nutrition, health_insurance, adult_education, child_schooling,
  -- 7: at least two of three
  case when ifnull(wall, 0) + ifnull(pillar, 0) + ifnull(roof, 0) >= 2 then 1
       when ifnull(wall, 1) + ifnull(pillar, 1) + ifnull(roof, 1) < 2 then 0 end as housing_quality,
  area_tenths < 80 * persons as housing_area,
  unclean_water as water,
  unhygienic_toilet as toilet,
  not internet as telecom,
  not (television or radio or desktop or telephone or laptop or tablet or smartphone) as information_means
from household join of_members using (id);

create temp view counted as select
  indicators.*,
  ifnull(employment, 0) + ifnull(dependents, 0) + ifnull(nutrition, 0) + ifnull(health_insurance, 0)
    + ifnull(adult_education, 0) + ifnull(child_schooling, 0) + ifnull(housing_quality, 0) + ifnull(housing_area, 0)
    + ifnull(water, 0) + ifnull(toilet, 0) + ifnull(telecom, 0) + ifnull(information_means, 0) as certain,
  (employment is null) + (dependents is null) + (nutrition is null) + (health_insurance is null)
    + (adult_education is null) + (child_schooling is null) + (housing_quality is null) + (housing_area is null)
    + (water is null) + (toilet is null) + (telecom is null) + (information_means is null) as open,
  -- Income by the household's total, so that no division rounds.
  income <= line * persons as low,
  income > line * persons and 2 * income <= 3 * line * persons as middling
from indicators;

-- Which classes the missing answers leave possible.
create temp view possible as select
  counted.*,
  low is not 0 and certain + open >= 3 as poor_possible,
  low is not 0 and certain < 3 as near_poor_possible,
  middling is not 0 as average_possible,
  low is not 1 and middling is not 1 as non_poor_possible
from counted;

create temp table classified as select
  possible.*,
  case when poor_possible + near_poor_possible + average_possible + non_poor_possible > 1 then 'undetermined'
       when poor_possible then 'poor'
       when near_poor_possible then 'near_poor'
       when average_possible then 'average'
       else 'non_poor' end as class
from possible;

-- ---------------------------------------------------------------------------------------------------------------------
-- The two tables, a row per commune in the order of the survey.

create temp view classes as select
  commune,
  count(*) as households,
  sum(persons) as persons,
  sum(class = 'poor') as poor,
  sum(class = 'near_poor') as near_poor,
  sum(class = 'average') as average,
  sum(class = 'non_poor') as non_poor,
  sum(class = 'undetermined') as undetermined,
  sum(poor_possible) as poor_at_most,
  sum(near_poor_possible) as near_poor_at_most,
  sum(case when class = 'poor' then persons else 0 end) as poor_persons,
  sum(case when class = 'near_poor' then persons else 0 end) as near_poor_persons
from classified group by commune order by min(place);

-- Deprived and unknown households by indicator, over all households of a commune, and over the poor and near-poor.
create temp view of_classes as
  select 'poor' as of, 'poor' as class union all select 'near_poor', 'near_poor'
  union all select 'poor_and_near_poor', 'poor' union all select 'poor_and_near_poor', 'near_poor'
  union all select 'all', 'poor' union all select 'all', 'near_poor' union all select 'all', 'average'
  union all select 'all', 'non_poor' union all select 'all', 'undetermined';

create temp view deprivations as select
  commune, of, count(*) as households,
  total(employment) as employment, sum(employment is null) as employment_unknown,
  total(dependents) as dependents, sum(dependents is null) as dependents_unknown,
  total(nutrition) as nutrition, sum(nutrition is null) as nutrition_unknown,
  total(health_insurance) as health_insurance, sum(health_insurance is null) as health_insurance_unknown,
  total(adult_education) as adult_education, sum(adult_education is null) as adult_education_unknown,
  total(child_schooling) as child_schooling, sum(child_schooling is null) as child_schooling_unknown,
  total(housing_quality) as housing_quality, sum(housing_quality is null) as housing_quality_unknown,
  total(housing_area) as housing_area, sum(housing_area is null) as housing_area_unknown,
  total(water) as water, sum(water is null) as water_unknown,
  total(toilet) as toilet, sum(toilet is null) as toilet_unknown,
  total(telecom) as telecom, sum(telecom is null) as telecom_unknown,
  total(information_means) as information_means, sum(information_means is null) as information_means_unknown
from classified join of_classes using (class) group by commune, of order by min(place);
