#include <gtest/gtest.h>

#include "rules/decide.h"

namespace dunlin::rules {
namespace {

LocalTime at(int weekday, int hour, int minute) {
  return {weekday, hour * 60 + minute, "", ""};
}

LocalTime local(std::string_view utc, const std::string& zone) {
  return local_time(*parse_rfc3339(utc), zone);
}

TEST(Schedule, BeginsWithItsFirstMinuteAndEndsBeforeItsLast) {
  const Schedule office{{1, 2, 3, 4, 5}, 9 * 60, 18 * 60};
  EXPECT_FALSE(schedule_holds(office, at(1, 8, 59)));
  EXPECT_TRUE(schedule_holds(office, at(1, 9, 0)));
  EXPECT_TRUE(schedule_holds(office, at(5, 17, 59)));
  EXPECT_FALSE(schedule_holds(office, at(5, 18, 0)));
  EXPECT_FALSE(schedule_holds(office, at(6, 12, 0)));
}

TEST(Schedule, OutsideIsTheOpposite) {
  const Schedule closed{{1}, 9 * 60, 18 * 60, Schedule::When::outside};
  EXPECT_TRUE(schedule_holds(closed, at(1, 8, 59)));
  EXPECT_FALSE(schedule_holds(closed, at(1, 9, 0)));
  EXPECT_TRUE(schedule_holds(closed, at(2, 12, 0)));
}

TEST(Schedule, ANightBelongsToTheDayItBeginsOn) {
  const Schedule night{{7}, 22 * 60, 2 * 60};
  EXPECT_FALSE(schedule_holds(night, at(7, 1, 0)));
  EXPECT_TRUE(schedule_holds(night, at(7, 22, 0)));
  EXPECT_TRUE(schedule_holds(night, at(1, 1, 59)));
  EXPECT_FALSE(schedule_holds(night, at(1, 2, 0)));
  EXPECT_FALSE(schedule_holds(night, at(1, 23, 0)));
}

TEST(Schedule, WithoutDaysItIsEveryDay) {
  const Schedule morning{{}, 6 * 60, 24 * 60};
  for (int day = 1; day <= 7; ++day) EXPECT_TRUE(schedule_holds(morning, at(day, 23, 59)));
}

TEST(LocalTime, KnowsZonesAndTheirSummerTime) {
  EXPECT_EQ(local("2026-11-21T20:45:00Z", "Asia/Tehran").clock, "00:15");
  EXPECT_EQ(local("2026-11-21T20:45:00Z", "Asia/Tehran").date, "2026-11-22");
  EXPECT_EQ(local("2026-11-21T20:45:00Z", "Asia/Tehran").weekday, 7);
  EXPECT_EQ(local("2026-01-15T12:00:00Z", "Europe/Berlin").clock, "13:00");
  EXPECT_EQ(local("2026-07-15T12:00:00Z", "Europe/Berlin").clock, "14:00");
}

TEST(LocalTime, TakesAnUnknownZoneForUtc) {
  EXPECT_FALSE(zone_exists("Mars/Olympus"));
  EXPECT_TRUE(zone_exists("Asia/Tehran"));
  EXPECT_EQ(local("2026-11-21T20:45:00Z", "Mars/Olympus").clock, "20:45");
}

}  // namespace
}  // namespace dunlin::rules
