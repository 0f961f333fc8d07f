#include "sim/world/app_client.h"

namespace dunlin::world {
namespace {

using Sent = net::TransportFailure::Sent;

net::ClientResult broken() {
  return net::TransportFailure{Sent::maybe, "net.reset", "The connection broke."};
}

/// Runs outside the App, which may be gone by its end: the way there and back is not its matter.
Task<net::ClientResult> through(OutsideOfApp outside, net::ClientRequest request) {
  const Wire::Passage passage(outside.wire, Wire::recipient_of(request));
  instagram::InProcessClient client(outside.instagram, outside.place);
  co_return co_await client.send(std::move(request));
}

class AppClient final : public net::Client {
 public:
  explicit AppClient(OutsideOfApp outside) : outside_(std::move(outside)) {}

  Task<net::ClientResult> send(net::ClientRequest request) override {
    const std::string person = Wire::recipient_of(request);
    if (!person.empty()) outside_.leaves(person);
    if (outside_.is_cut() || outside_.weather.unreachable()) {
      co_return net::ClientResult(
          net::TransportFailure{Sent::surely_not, "net.refused", "Nobody answers there."});
    }
    std::function<Task<net::ClientResult>()> call = [outside = outside_, request]() {
      return through(outside, request);
    };
    net::ClientResult lost = broken();
    auto result = co_await outside_.calls.run<net::ClientResult>(outside_.place.executor,
                                                                 std::move(call), std::move(lost));
    if (outside_.is_cut()) co_return broken();
    co_return result;
  }

 private:
  OutsideOfApp outside_;
};

}  // namespace

std::unique_ptr<net::Client> app_client(OutsideOfApp outside) {
  return std::make_unique<AppClient>(std::move(outside));
}

}  // namespace dunlin::world
