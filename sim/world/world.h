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
#include "sim/world/node.h"
#include "sim/world/server_clock.h"
#include "sim/world/template_image.h"
#include "sim/world/troubles.h"
#include "sim/world/vfs_sqlite.h"
#include "sim/world/weather.h"
#include "sim/world/wire.h"

struct sqlite3;

/// A whole virtual world of one seed: the production App on a virtual clock, a disk that forgets,
/// and the strict fake Instagram, which survives the App's crashes. Several nodes share one
/// database, which is a machine of its own: it stays up, but not always within reach.
namespace dunlin::world {

struct WorldOptions {
  std::uint64_t seed = 1;
  int nodes = 1;
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
  Weather& weather() { return weather_; }
  Random& random() { return random_; }
  Disk& disk() { return disk_; }
  /// Of what happens outside the App: the workload's own coroutines run here.
  [[nodiscard]] Executor outside() const { return outside_; }
  Timers& outside_timers() { return *outside_timers_; }

  /// Runs for this long; a node is started when it is down and dies as the options draw.
  void run_for(Duration duration);
  /// From here on nothing goes wrong around the App, nor at Instagram: whoever stands still wakes.
  void stop_faults();
  /// Everything sleeps, as a virtual machine that is set aside: the wall clocks go on, nothing
  /// else.
  void sleep_through(Duration duration);
  /// Runs until `done` says so, checked each virtual second, at most `limit`. False when the limit
  /// came first.
  bool run_until(const std::function<bool()>& done, Duration limit);
  /// All nodes, and with several their database: rows can be read then.
  void crash(Death death);
  /// As a crash that is drawn: at the next step, of a node that runs.
  void let_die(Death death);
  /// Asked before each operation of the disk while the App runs: true cuts the power there.
  void cut_power_when(std::function<bool()> asked) { cut_power_ = std::move(asked); }
  /// All nodes are up and have nothing in hand.
  [[nodiscard]] bool app_idle() const;

  // Of several nodes, by number from 0.
  [[nodiscard]] int nodes() const { return static_cast<int>(nodes_.size()); }
  [[nodiscard]] bool up(int node) const { return nodes_.at(static_cast<std::size_t>(node))->up(); }
  /// SIGSTOP: nothing of it runs for so long.
  void pause(int node, Duration length);
  void wake(int node);
  [[nodiscard]] bool anybody_stands_still() const;
  /// Webhooks go to this one alone; to any when it is not named.
  void deliver_to(std::optional<int> node) { deliver_to_ = node; }
  /// Called as a send leaves a node.
  void on_send(std::function<void(int node)> hook) { on_send_ = std::move(hook); }

  /// A true time as what the monotonic clock showed then: differences leave sleep out.
  [[nodiscard]] Duration moment_of(Instant true_time) const;
  /// Whether everything fell asleep within so long of this true time.
  [[nodiscard]] bool fell_asleep(Instant from, Duration within) const;
  /// When nodes were down, stood still or were cut off.
  [[nodiscard]] const Troubles& troubles() const { return troubles_; }
  [[nodiscard]] const Wire& wire() const { return wire_; }
  // What the clocks of the machines showed; the true time when nobody set them wrong.
  /// The farthest that one was behind the true time.
  [[nodiscard]] Duration clocks_behind() const;
  /// One was so much ahead of the true time, or behind it.
  [[nodiscard]] Duration clocks_wrong() const;
  [[nodiscard]] bool clock_set_back() const;
  /// When one was last set on before `moment`: what waits for a time was cut short then.
  [[nodiscard]] std::optional<Instant> clock_set_on_before(Instant moment) const;
  /// When one of them last showed `shown`.
  [[nodiscard]] Instant last_true(Instant shown) const;

  /// Sends that are not settled and profiles that wait, as last seen by the attendant; nothing
  /// while that is not known.
  [[nodiscard]] std::optional<std::int64_t> open_work() const { return open_work_; }
  [[nodiscard]] int crashes() const { return crashes_; }
  /// How often the App went on after the disk had failed to sync.
  [[nodiscard]] int syncs_outlived() const { return syncs_outlived_; }
  /// Reads the stored rows with all down: for checks. Values as text, NULL as "-". Ends the
  /// program when it cannot; `why_unreadable` says so first, or nothing.
  std::vector<Row> query(const std::string& file, const std::string& sql);
  std::string why_unreadable(const std::string& file);

 private:
  /// What several nodes share.
  struct Database {
    clockwork::Domain domain;
    Executor executor;
    std::unique_ptr<Timers> timers;
    std::shared_ptr<SimulatedBackend> main, journal;
  };

  void set_up_instagram();
  [[nodiscard]] std::size_t arrived(const std::string& person) const;
  // world_app.cc
  void start(Node& node);
  bool open_own_files(Node& node);
  Task<void> run_app(Node* node, Life* life);
  void bring_down(Node& node, Death death);
  Task<net::Response> deliver(net::Request request);
  // attendant.cc
  Task<void> attend(db::Database database, Timers& timers, const Clock& clock);
  // world_nodes.cc
  void open_database();
  void close_database();
  void remember_order_of_commits();  // rows_sqlite.cc
  void link_up(Node& node);
  void each_second_of_nodes();
  void pause(Node& node, Node::Pause pause);
  void pause_soon(Node& node, Duration length, const std::string& beside);
  void wake(Node& node);
  void leaves(Node& node, const std::string& person);
  Node* any_node_up();
  void step_node(Node& node);

  void step(Duration until);
  void each_second();
  sqlite3* reader(const std::string& file);
  void draw_crash_at_step();
  void judge_failed_sync();
  Disk::Fault draw_disk_fault(Disk::Operation operation);

  WorldOptions options_;
  const TemplateImage& template_ = TemplateImage::instance();
  clockwork::SeededRandom random_, app_random_, disk_random_, balancer_random_;
  clockwork::Scheduler scheduler_;
  clockwork::VirtualClock clock_;
  std::vector<std::unique_ptr<Node>> nodes_;
  ServerClock database_clock_;  ///< with one node, its own is asked
  Weather weather_;
  Disk disk_;
  DiskVfs vfs_;
  std::map<std::string, std::shared_ptr<sqlite3>> readers_;
  clockwork::Domain outside_domain_;
  Executor outside_;
  std::unique_ptr<Timers> outside_timers_;
  std::unique_ptr<accounts::Vault> vault_;
  Wire wire_;
  Calls deliveries_;
  std::unique_ptr<instagram::Instagram> instagram_;
  std::optional<Database> database_;
  Duration database_away_until_{0};
  std::function<bool()> cut_power_;
  std::function<void(int)> on_send_;
  std::optional<int> deliver_to_;
  std::optional<std::int64_t> open_work_;
  struct Sleep {
    Instant from;
    Duration length;
  };
  std::vector<Sleep> sleeps_;
  int crashes_ = 0;
  Troubles troubles_;
  bool sync_failed_ = false;
  int syncs_outlived_ = 0;
};

}  // namespace dunlin::world
