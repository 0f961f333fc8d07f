#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "accounts/vault.h"
#include "server/app.h"
#include "sim/clockwork/scheduler.h"
#include "sim/instagram/instagram.h"
#include "sim/world/backend.h"
#include "sim/world/disk.h"
#include "sim/world/elsewhere.h"
#include "sim/world/server_clock.h"
#include "sim/world/template_image.h"
#include "sim/world/vfs_sqlite.h"
#include "sim/world/weather.h"

struct sqlite3;

/// A whole virtual world of one seed: the production App on a virtual clock, a disk that forgets,
/// and the strict fake Instagram, which survives the App's crashes.
namespace dunlin::world {

struct WorldOptions {
  std::uint64_t seed = 1;
  WeatherOptions weather;
  server::AppOptions app;
};

using Row = std::vector<std::string>;

class World {
 public:
  explicit World(WorldOptions options);
  ~World();

  instagram::Instagram& instagram() { return *instagram_; }
  clockwork::Scheduler& scheduler() { return scheduler_; }
  /// The true time, which Instagram and its people have.
  clockwork::VirtualClock& clock() { return clock_; }
  /// The time that the App is told.
  ServerClock& server_clock() { return server_clock_; }
  Weather& weather() { return weather_; }
  Random& random() { return random_; }
  Disk& disk() { return disk_; }
  /// Of what happens outside the App: the workload's own coroutines run here.
  [[nodiscard]] Executor outside() const { return outside_; }
  Timers& outside_timers() { return *outside_timers_; }

  /// Runs for this long; the App is started when it is down and crashes as the options draw.
  void run_for(Duration duration);
  /// From here on nothing goes wrong around the App, nor at Instagram.
  void stop_faults();
  /// Everything sleeps, as a virtual machine that is set aside: the wall clocks go on, nothing
  /// else.
  void sleep_through(Duration duration);
  /// Runs until `done` says so, checked each virtual second, at most `limit`. False when the limit
  /// came first.
  bool run_until(const std::function<bool()>& done, Duration limit);
  void crash(Death death);
  /// As a crash that is drawn: at the next step, if the App runs.
  void let_die(Death death);
  /// Asked before each operation of the disk while the App runs: true cuts the power there.
  void cut_power_when(std::function<bool()> asked) { cut_power_ = std::move(asked); }
  [[nodiscard]] bool app_running() const { return run_ && run_->app; }
  [[nodiscard]] bool app_idle() const;
  /// A true time as what the monotonic clock showed then: differences leave sleep out.
  [[nodiscard]] Duration moment_of(Instant true_time) const;
  /// Whether everything fell asleep within so long of this true time.
  [[nodiscard]] bool fell_asleep(Instant from, Duration within) const;
  /// Sends that are not settled and profiles that wait, as last seen by the attendant; nothing
  /// while that is not known.
  [[nodiscard]] std::optional<std::int64_t> open_work() const { return open_work_; }
  [[nodiscard]] int crashes() const { return crashes_; }
  /// When the App came up and went down, in order.
  struct Life {
    Duration began, ended;
  };
  [[nodiscard]] const std::vector<Life>& lives() const { return lives_; }
  /// How often the App went on after the disk had failed to sync.
  [[nodiscard]] int syncs_outlived() const { return syncs_outlived_; }
  /// Reads the stored rows with the App down: for checks. Values as text, NULL as "-". Ends the
  /// program when it cannot; `why_unreadable` says so first, or nothing.
  std::vector<Row> query(const std::string& file, const std::string& sql);
  std::string why_unreadable(const std::string& file);

 private:
  /// One life of the App: everything that dies with it.
  struct Run {
    clockwork::Domain domain;
    Executor executor;
    std::unique_ptr<Timers> timers;
    std::shared_ptr<SimulatedBackend> main, journal;
    std::unique_ptr<net::Client> client;
    Calls calls;
    std::unique_ptr<server::App> app;
    bool failed = false;
  };

  void start_app();
  Task<void> run_app(Run* run);
  Task<void> attend(Run* run);
  void step(Duration until);
  void each_second();
  sqlite3* reader(const std::string& file);
  void draw_crash_at_step();
  void judge_failed_sync();
  Disk::Fault draw_disk_fault(Disk::Operation operation);
  Task<net::Response> deliver(net::Request request);

  WorldOptions options_;
  const TemplateImage& template_ = TemplateImage::instance();
  clockwork::SeededRandom random_, app_random_, disk_random_;
  clockwork::Scheduler scheduler_;
  clockwork::VirtualClock clock_;
  ServerClock server_clock_;
  Weather weather_;
  Disk disk_;
  DiskVfs vfs_;
  std::map<std::string, std::shared_ptr<sqlite3>> readers_;
  clockwork::Domain outside_domain_;
  Executor outside_;
  std::unique_ptr<Timers> outside_timers_;
  std::unique_ptr<accounts::Vault> vault_;
  Calls deliveries_;
  std::unique_ptr<instagram::Instagram> instagram_;
  std::unique_ptr<Run> run_;
  std::optional<Death> pending_death_;
  std::function<bool()> cut_power_;
  Duration down_until_{0};
  std::optional<std::int64_t> open_work_;
  struct Sleep {
    Instant from;
    Duration length;
  };
  std::vector<Sleep> sleeps_;
  int crashes_ = 0;
  std::vector<Life> lives_;
  bool sync_failed_ = false;
  int syncs_outlived_ = 0;
};

}  // namespace dunlin::world
