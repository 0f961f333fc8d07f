#pragma once

#include <list>
#include <memory>
#include <optional>
#include <string>

#include "net/answer.h"
#include "net/beast_server.h"
#include "net/beast_stream.h"
#include "net/chunks.h"
#include "net/target.h"

namespace dunlin::net {

/// One connection, from its first byte to its last.
class Session : public BodyStream {
 public:
  Session(std::shared_ptr<Hub> hub, std::unique_ptr<ByteStream> stream, IpAddress peer);
  ~Session() override;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Serves requests in order until either side ends. `self` keeps the session alive meanwhile.
  static Task<void> run(std::shared_ptr<Session> self);

  void look_at_deadline(Hub::Clock::time_point now);
  void close_if_idle();
  void close();
  [[nodiscard]] const IpAddress& peer() const { return peer_; }

  Task<Status> write(std::string part) override;

 private:
  enum class Next { serve, end };
  enum class Phase { idle, reading, handling, writing };

  Task<Next> serve_one();
  Task<bool> read_head(Head& head);
  Task<bool> read_body(const Head& head, std::size_t limit, std::string& body);
  Task<bool> read_counted(std::size_t bytes, std::string& body);
  Task<bool> read_chunked(std::size_t limit, std::string& body);
  Task<bool> offer_to_read(const Head& head);
  Task<bool> fill(std::size_t at_least);
  Task<Response> ask_handler(Request request);
  Task<Next> answer(const Head& head, Response response);
  Task<bool> stream_body(const Response& response);
  Task<void> refuse(Refusal refusal);
  Task<bool> send();
  Task<void> linger();

  [[nodiscard]] Request make_request(Head& head, Target target, std::string body) const;
  void start_reading();
  void enter(Phase phase, Duration at_most);
  void extend_for(std::size_t body_bytes);
  [[nodiscard]] std::string_view unread() const { return std::string_view(in_).substr(begin_); }
  void consume(std::size_t bytes);
  void shrink();

  std::shared_ptr<Hub> hub_;
  std::unique_ptr<ByteStream> stream_;
  IpAddress peer_;
  std::list<Session*>::iterator place_;
  HeadScanner scanner_;
  std::string in_;
  std::size_t begin_ = 0;
  std::string out_;
  Phase phase_ = Phase::idle;
  Framing stream_framing_ = Framing::chunked;
  Hub::Clock::time_point deadline_;
  Hub::Clock::time_point body_start_;
  Hub::Clock::time_point body_end_;
  bool fresh_ = true;
  bool timed_out_ = false;
  bool closed_ = false;
};

}  // namespace dunlin::net
