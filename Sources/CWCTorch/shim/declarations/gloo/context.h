// What ProcessGroupGloo.hpp needs to know of gloo where torch came without gloo's headers.
//
// These classes are only named here: torch's library makes, uses and deletes their objects.

#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace gloo {

class Context {
public:
    void setTimeout(std::chrono::milliseconds);
};

namespace transport {
class Device;
class UnboundBuffer {
public:
    virtual ~UnboundBuffer();
};
}  // namespace transport

namespace rendezvous {
class Store {
public:
    virtual ~Store();
    virtual void set(const std::string &, const std::vector<char> &) = 0;
    virtual std::vector<char> get(const std::string &) = 0;
    virtual void wait(const std::vector<std::string> &) = 0;
    virtual void wait(const std::vector<std::string> &, const std::chrono::milliseconds &) = 0;
};
}  // namespace rendezvous

}  // namespace gloo
