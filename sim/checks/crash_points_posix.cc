#include "sim/checks/crash_points_posix.h"

#include <cstdio>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "base/utf8.h"
#include "json/json.h"
#include "sim/checks/processes_posix.h"

namespace dunlin::checks {

using namespace std::chrono_literals;

namespace {

/// Which operation of the disk it is, counted from 1.
class Operations {
 public:
  std::uint64_t next() { return ++count_; }

 private:
  std::uint64_t count_ = 0;
};

std::string read_to_end(int fd) {
  std::string out;
  char part[4096];
  for (ssize_t got = 1; got > 0;) {
    got = ::read(fd, part, sizeof part);
    if (got > 0) out.append(part, static_cast<std::size_t>(got));
  }
  return out;
}

void write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t put = ::write(fd, text.data(), text.size());
    if (put <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(put));
  }
}

/// The run whose copies lose their power.
class Parting {
 public:
  Parting(std::uint64_t seed, std::uint64_t every) : seed_(seed), every_(every) {}
  /// True in the copy, where the power goes out now.
  bool part() {
    if (is_copy()) return false;
    const std::uint64_t operation = operations_.next();
    if ((operation + seed_) % every_ != 0) return false;
    ++found_.points;
    int ends[2];
    check(::pipe(ends) == 0, "a pipe to the copy");
    std::fflush(nullptr);
    const pid_t copy = ::fork();
    check(copy >= 0, "a copy of the process");
    if (copy == 0) {
      ::close(ends[0]);
      answer_ = ends[1];
      limit_processor_time();
      return true;
    }
    ::close(ends[1]);
    collect(copy, ends[0], operation);
    return false;
  }

  [[nodiscard]] bool is_copy() const { return answer_ >= 0; }
  [[noreturn]] void end_copy(const Verdict& verdict) const {
    write_all(answer_, fmt::format("{}", fmt::join(verdict.broken, "\n  ")));
    ::_exit(0);
  }
  [[nodiscard]] CrashPoints& found() { return found_; }

 private:
  void collect(pid_t copy, int fd, std::uint64_t operation) {
    std::string said = read_to_end(fd);
    ::close(fd);
    int status = 0;
    ::waitpid(copy, &status, 0);
    if (status != 0) said += fmt::format("abort: the program ended with status {}", status);
    if (said.empty()) return;
    ++found_.failed;
    found_.broken.push_back(
        fmt::format("seed {}, before operation {} of the disk:\n  {}\n"
                    "  replay: ./dev sim --seed {} --crash-at {}",
                    seed_, operation, said, seed_, operation));
  }

  std::uint64_t seed_, every_;
  Operations operations_;
  CrashPoints found_;
  int answer_ = -1;
};

std::string to_text(const CrashPoints& found) {
  json::Array broken;
  for (const std::string& line : found.broken) broken.push_back(json::Value(utf8::repaired(line)));
  return json::print(json::Object{
      {"points", found.points}, {"failed", found.failed}, {"broken", std::move(broken)}});
}

CrashPoints from_answer(const Plan& plan, const Answer& answer) {
  CrashPoints out;
  if (!answer.death.empty()) {
    out.failed = 1;
    out.broken.push_back(fmt::format("seed {}: {}", plan.seed, answer.death));
    return out;
  }
  const auto parsed = json::parse(answer.text);
  check(parsed.ok(), "a process answered what it was asked");
  const json::Object& from = parsed->as_object();
  out.points = from.at("points").to_number<std::uint64_t>();
  out.failed = from.at("failed").to_number<std::uint64_t>();
  for (const json::Value& line : from.at("broken").as_array()) {
    out.broken.emplace_back(line.as_string().c_str());
  }
  return out;
}

}  // namespace

Plan draw_short_plan(std::uint64_t seed) {
  Plan plan = draw_plan(seed, 1);
  drop_weather(plan);
  plan.people = {.people = 2, .messages = 8, .span = 20s};
  return plan;
}

CrashPoints run_crash_points(const Plan& plan, std::uint64_t every) {
  Parting parting(plan.seed, every);
  const Watch watch{
      .begin =
          [&](world::World& world) { world.cut_power_when([&parting] { return parting.part(); }); },
      .end = {}};
  const SeedResult result = run_once(plan, watch);
  if (parting.is_copy()) parting.end_copy(result.verdict);
  CrashPoints found = std::move(parting.found());
  if (!result.verdict.broken.empty()) {
    ++found.failed;
    found.broken.push_back(fmt::format("seed {} without a crash: {}", plan.seed,
                                       fmt::join(result.verdict.broken, "\n  ")));
  }
  return found;
}

SeedResult run_crash_point(const Plan& plan, std::uint64_t point,
                           const std::function<void(world::World&)>& look) {
  Operations operations;
  const Watch watch{
      .begin =
          [&](world::World& world) {
            world.cut_power_when([&operations, point] { return operations.next() == point; });
          },
      .end = look};
  return run_once(plan, watch);
}

CrashPointTotal run_crash_point_series(const CrashPointSeries& series) {
  CrashPointTotal total;
  // A short run has some hundreds of them; the series ends by itself long before its jobs do.
  const auto plan_of = [&series](std::size_t job) {
    return draw_short_plan(series.first_seed + job);
  };
  const auto work = [&](std::size_t job) {
    return to_text(run_crash_points(plan_of(job), series.every));
  };
  const auto take = [&](std::size_t job, const Answer& answer) {
    const CrashPoints found = from_answer(plan_of(job), answer);
    ++total.seeds;
    total.points += found.points;
    total.failed += found.failed;
    for (const std::string& line : found.broken) fmt::print("{}\n", line);
    std::fflush(stdout);
    fmt::print(stderr, "{} of {} crash points, {} failed\n", total.points, series.points,
               total.failed);
    return total.points < series.points;
  };
  in_processes(series.processes, series.points, work, take);
  return total;
}

}  // namespace dunlin::checks
