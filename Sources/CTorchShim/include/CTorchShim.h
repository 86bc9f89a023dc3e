// The C interface between Swift and libtorch.
//
// The shim (Sources/CWCTorch/shim/shim.cpp) is compiled against whichever torch is installed and
// loaded at run time; the package itself never needs torch. Everything goes through one table of
// functions, so that loading is one symbol and one version check.
//
// Ownership: a handle owns one reference to a tensor. Arguments are borrowed; results are owned by
// the caller and released with `release`. A function that can fail returns false or NULL and leaves
// a message in `last_error` (per thread). No C++ exception crosses this interface.

#ifndef CWC_TORCH_SHIM_H
#define CWC_TORCH_SHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CWCT_ABI_VERSION 2

typedef struct cwct_tensor_object *cwct_tensor;

enum {
    CWCT_DEFAULT = 0,  // the default of the operator's schema
    CWCT_NONE = 1,
    CWCT_TENSOR = 2,
    CWCT_TENSORS = 3,
    CWCT_INTEGER = 4,
    CWCT_NUMBER = 5,
    CWCT_BOOLEAN = 6,
    CWCT_INTEGERS = 7,
    CWCT_TEXT = 8,
    CWCT_DEVICE = 9,  // `text` names the device: "cpu", "cuda:0"
};

// One argument or result of an operator.
typedef struct cwct_value {
    int32_t tag;
    int32_t count;  // of `tensors` or `integers`
    cwct_tensor tensor;
    const cwct_tensor *tensors;
    int64_t integer;  // also booleans
    double number;
    const int64_t *integers;
    const char *text;
} cwct_value;

// Given the gradient of the output, returns an owned handle of the input's gradient, or NULL.
typedef cwct_tensor (*cwct_backward)(void *context, cwct_tensor gradient);

// The place of this process in a group that trains together.
typedef struct cwct_group {
    int32_t rank;  // 0 ..< size
    int32_t size;
    const char *host;  // where the group meets
    int32_t port;
    bool hosts_store;        // whether this process serves host:port
    const char *prefix;      // of the keys in the store there, which others may use as well
    const char *backend;     // "gloo" or "nccl"
    double joining_seconds;  // how long to wait for all to come
    double waiting_seconds;  // how long an operation may wait for the slowest
} cwct_group;

typedef struct cwct_api {
    uint32_t abi_version;
    const char *torch_version;

    const char *(*last_error)(void);
    cwct_tensor (*retain)(cwct_tensor);  // a second handle to the same tensor
    void (*release)(cwct_tensor);

    // Calls any operator of ATen by name and overload ("aten::add", "Tensor"). Missing trailing
    // arguments take the schema's defaults. Tensor lists among the results are flattened.
    // Returns the number of results, or -1; at most `capacity` results are stored.
    int32_t (*call)(
        const char *name, const char *overload, const cwct_value *arguments, int32_t count,
        cwct_value *results, int32_t capacity);

    cwct_tensor (*from_bytes)(
        const void *bytes, size_t byte_count, int32_t dtype, const int64_t *sizes, int32_t rank,
        const char *device);
    bool (*to_bytes)(cwct_tensor, void *bytes, size_t byte_count);  // row-major, from any device
    int32_t (*rank)(cwct_tensor);
    void (*sizes)(cwct_tensor, int64_t *out);
    void (*strides)(cwct_tensor, int64_t *out);
    int32_t (*dtype)(cwct_tensor);

    bool (*set_requires_grad)(cwct_tensor, bool);
    cwct_tensor (*gradient)(cwct_tensor);  // NULL when there is none
    void (*clear_gradient)(cwct_tensor);
    bool (*backward)(cwct_tensor);
    bool (*set_grad_enabled)(bool);  // returns the previous state

    // A function with its own forward and backward pass: `output` was computed from `input`
    // without recording; the result equals it, and gradients that reach the result go through
    // `backward` to `input`. `free_context` is called once, when the graph is gone.
    cwct_tensor (*attach_backward)(
        cwct_tensor input, cwct_tensor output, cwct_backward backward, void *context,
        void (*free_context)(void *));

    bool (*set_autocast)(const char *device, bool enabled, int32_t dtype);
    void (*clear_autocast_cache)(void);
    bool (*seed)(uint64_t);
    void (*set_threads)(int32_t);
    int32_t (*cuda_devices)(void);

    // One group of processes, all of which call the same functions in the same order.
    bool (*distributed_start)(const cwct_group *);
    // Sums or averages tensors of one element type over all processes, in place; all get the same.
    bool (*all_reduce)(const cwct_tensor *, int32_t count, bool average);
    bool (*broadcast)(cwct_tensor);  // the values of rank 0, in place; contiguous
    void (*distributed_stop)(void);
} cwct_api;

// The only symbol that the shim exports.
typedef const cwct_api *(*cwct_get_api_function)(void);
#define CWCT_GET_API "cwct_get_api"

#ifdef __cplusplus
}
#endif

#endif
