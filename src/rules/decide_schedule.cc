#include <stdexcept>

#include <date/date.h>
#include <date/tz.h>
#include <fmt/format.h>

#include "rules/decide.h"

namespace dunlin::rules {
namespace {

constexpr int kMinutesOfDay = 24 * 60;

const date::time_zone* find_zone(const std::string& name) {
  try {
    return date::locate_zone(name);
  } catch (const std::runtime_error&) {
    return nullptr;
  }
}

bool day_listed(const Schedule& schedule, int weekday) {
  if (schedule.days.empty()) return true;
  for (const int day : schedule.days) {
    if (day == weekday) return true;
  }
  return false;
}

bool inside(const Schedule& schedule, const LocalTime& now) {
  const int from = schedule.from_minute;
  const int to = schedule.to_minute;
  const int yesterday = now.weekday == 1 ? 7 : now.weekday - 1;
  if (from < to) return day_listed(schedule, now.weekday) && now.minute >= from && now.minute < to;
  return (day_listed(schedule, now.weekday) && now.minute >= from) ||
         (day_listed(schedule, yesterday) && now.minute < to);
}

}  // namespace

bool zone_exists(const std::string& zone) {
  return find_zone(zone) != nullptr;
}

LocalTime local_time(Instant at, const std::string& zone) {
  const date::time_zone* found = find_zone(zone);
  const auto offset = found ? found->get_info(date::floor<std::chrono::seconds>(at)).offset
                            : std::chrono::seconds{0};
  const Instant local = at + offset;
  const auto day = date::floor<date::days>(local);
  const date::year_month_day calendar(day);
  LocalTime out;
  out.weekday = static_cast<int>(date::weekday(day).iso_encoding());
  out.minute =
      static_cast<int>(std::chrono::duration_cast<std::chrono::minutes>(local - day).count()) %
      kMinutesOfDay;
  out.date =
      fmt::format("{:04}-{:02}-{:02}", static_cast<int>(calendar.year()),
                  static_cast<unsigned>(calendar.month()), static_cast<unsigned>(calendar.day()));
  out.clock = fmt::format("{:02}:{:02}", out.minute / 60, out.minute % 60);
  return out;
}

bool schedule_holds(const Schedule& schedule, const LocalTime& now) {
  return inside(schedule, now) == (schedule.when == Schedule::When::inside);
}

}  // namespace dunlin::rules
