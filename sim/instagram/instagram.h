#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/seams.h"
#include "net/client.h"
#include "net/http.h"
#include "sim/instagram/faults.h"
#include "sim/instagram/judge.h"
#include "sim/instagram/options.h"
#include "sim/instagram/people.h"
#include "sim/instagram/state.h"

/// The strict fake of Instagram's official API (IG Login family): a second, independent reading of
/// INSTAGRAM.md. Everything comes by seams and runs on one executor; it belongs to the world and
/// survives crashes of the App.
namespace dunlin::instagram {

struct World {
  const Clock& clock;
  Random& random;
  Timers& timers;
  Executor executor;
};

/// How a webhook reaches the App: a POST (or the verification GET) to the callback. Status 0 in the
/// answer means that nothing came back.
using Deliver = std::function<Task<net::Response>(net::Request)>;

/// Over the network. `client` outlives the result.
/// Several addresses, divided by commas, are nodes of one App: each attempt takes one by chance.
Deliver deliver_to(net::Client& client, Random& random, std::string_view urls);

class Instagram {
 public:
  Instagram(World world, Options options);
  Instagram(const Instagram&) = delete;
  Instagram& operator=(const Instagram&) = delete;
  /// Running coroutines of the fake keep what they need; they end without effect.
  ~Instagram();

  /// Graph and OAuth hosts in one, paths with or without /vNN.N. A response of status 0 is a
  /// dropped connection: no byte of an answer.
  Task<net::Response> handle(net::Request request);
  /// The control API below /sim/api (README.md).
  Task<net::Response> control(net::Request request);

  /// Where webhooks go from now on; `target` is shown to people. Until then they wait
  /// (Options::no_target).
  void deliver_with(Deliver deliver, std::string target);
  /// GET with hub.challenge, as when the dashboard's form is saved (INSTAGRAM §2.2).
  Task<Status> verify_callback(std::string verify_token);

  [[nodiscard]] People people();
  [[nodiscard]] Faults& faults();
  [[nodiscard]] Switches& switches();
  [[nodiscard]] const Options& options() const;
  /// To look at, and for what no call offers.
  [[nodiscard]] State& state();

  [[nodiscard]] const Log<Send>& sends() const;
  [[nodiscard]] const Log<Call>& calls() const;
  [[nodiscard]] const Log<Delivery>& deliveries() const;
  /// An accepted webhook comes once more, as Meta's may hours later. False when it is not kept
  /// (Options::keep_accepted).
  bool deliver_again(std::uint64_t delivery);
  /// Webhooks that are not yet accepted or dropped.
  [[nodiscard]] std::size_t webhooks_waiting() const;

  /// Everything but tokens' windows and logs, as JSON text.
  [[nodiscard]] std::string save() const;
  /// Replaces the state; unaccepted webhooks are delivered again. Errors: sim.snapshot (corrupt);
  /// then nothing changed.
  Status load(std::string_view saved);
  /// Called after every change of what `save` writes.
  void on_change(std::function<void()> fn);
  /// Where paging links and redirects lead, when it is known only after start.
  void set_public_url(std::string url);
  /// Ends the event streams, for a shutdown.
  void stop_watching();
  void clear();

 private:
  std::shared_ptr<Core> core_;
};

/// A way to the fake without sockets: net::Client whose requests are `handle`d in process, whatever
/// their host. Answers lost become "net.reset", deadlines hold.
class InProcessClient final : public net::Client {
 public:
  InProcessClient(Instagram& instagram, World world)
      : instagram_(instagram), world_(std::move(world)) {}
  Task<net::ClientResult> send(net::ClientRequest request) override;

 private:
  Instagram& instagram_;
  World world_;
};

}  // namespace dunlin::instagram
