#include "cli/demo.h"

#include <algorithm>
#include <cstdio>
#include <optional>

#include <fmt/format.h>

#include "cli/environment.h"
#include "cli/process.h"
#include "server/demo.h"
#include "server/storage.h"

namespace dunlin::cli {
namespace {

using Done = std::optional<Status>;

/// On one line of a terminal, or a line each ten seconds.
class Progress {
 public:
  explicit Progress(const Clock& clock) : clock_(clock), begun_(clock.monotonic()) {}

  void tell(std::int64_t done, std::int64_t all) {
    const Monotonic now = clock_.monotonic();
    const bool last = done == all;
    if (!last && now < next_) return;
    next_ = now + (on_terminal() ? std::chrono::milliseconds{200} : std::chrono::seconds{10});
    const double seconds = std::max(0.001, std::chrono::duration<double>(now - begun_).count());
    const double rate = static_cast<double>(done) / seconds;
    std::string line = fmt::format("{} rows, {:.0f} a second", done, rate);
    if (all > 0) {
      line = fmt::format("{} of {} messages, {:.0f} a second, {:.0f} s to go", done, all, rate,
                         static_cast<double>(all - done) / rate);
    }
    if (on_terminal()) {
      fmt::print("\r\x1b[K{}{}", line, last ? "\n" : "");
    } else {
      fmt::print("{}\n", line);
    }
    std::fflush(stdout);
  }

 private:
  const Clock& clock_;
  Monotonic begun_, next_{};
};

Task<Status> fill(db::Database main, Seams* seams, std::int64_t messages, Progress* progress) {
  const auto tell = [progress](std::int64_t done, std::int64_t all) { progress->tell(done, all); };
  const server::DemoWish wish{.messages = messages};
  auto made = co_await server::make_demo(main, *seams, wish, tell);
  if (!made) co_return made.error();
  fmt::print(
      "The workspace Demo ({}) has {} messages in {} conversations.\n"
      "A key that may write there: {}\n"
      "`dunlin demo --remove` takes it away again.\n",
      to_text(made->workspace), made->messages, made->conversations, made->token.reveal());
  co_return Status();
}

Task<Status> remove(db::Database main, const Clock* clock, Progress* progress) {
  const auto tell = [progress](std::int64_t done, std::int64_t all) { progress->tell(done, all); };
  auto rows = co_await server::remove_demos(main, *clock, tell);
  if (!rows) co_return rows.error();
  fmt::print("{}{} rows of demo workspaces were removed.\n", on_terminal() ? "\n" : "", *rows);
  co_return Status();
}

Task<void> keep(Process& process, Task<Status> task, Done& done) {
  auto status = co_await std::move(task);
  done.emplace(std::move(status));
  process.end();
}

Status work(const server::Settings& settings, const DemoArguments& arguments) {
  Process process;
  DUNLIN_TRY(server::Storage storage,
             server::open_storage(settings, process.clock, process.random));
  IdSource ids(process.clock, 1022);
  Seams seams{process.clock, process.random, *process.timers, ids, process.executor};
  Progress progress(process.clock);
  Done done;
  spawn(process.executor,
        keep(process,
             arguments.remove ? remove(storage.main, &process.clock, &progress)
                              : fill(storage.main, &seams, arguments.messages, &progress),
             done));
  process.run();
  storage.main.close();
  storage.journal.close();
  return *std::move(done);
}

}  // namespace

int run_demo(const server::Values& values, const DemoArguments& arguments) {
  const auto settings = server::parse_settings(values);
  if (!settings) return complain(settings.error());
  keep_files_private();
  const Status done = work(*settings, arguments);
  return done ? 0 : complain(done.error());
}

}  // namespace dunlin::cli
