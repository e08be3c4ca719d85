/* The speed limit of the benchmark: the training step of `micrograd`, written by hand for speed.
 *
 * Doubles, tanh of the C library after every layer, full-batch gradient descent on the sum of
 * squared errors; no fast-math. It trains what its standard input says: the parameters neuron by
 * neuron, weights then bias, and then each sample, inputs then targets.
 *
 *   cc -O3 -march=native -o baseline baseline.c -lm
 *
 * With -DADAM it moves by Adam; with -DLOGISTIC the last layer is linear, and the loss is the mean
 * binary cross-entropy of targets 0 and 1 (-1 counts as 0).
 *
 *   ./baseline STEPS RATE SAMPLES INPUTS WIDTH... < numbers
 *
 * It prints microseconds of processor time per step and the last loss, that before the last update.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* One layer: out rows of in weights, a bias each, their gradients; what comes out for the sample
 * at hand, and the derivative of the loss by what goes in. */
struct layer {
    int in, out;
    double *weight, *bias, *weight_grad, *bias_grad, *output, *input_grad;
    /* Two slots for each parameter, which only Adam uses: means, then mean squares. */
    double *weight_slots, *bias_slots;
    int is_linear;
};

static double *numbers(int count) {
    double *found = calloc(count, sizeof(double));
    if (!found) exit(1);
    return found;
}

static double next_number(void) {
    double number;
    if (scanf("%lf", &number) != 1) {
        fprintf(stderr, "too few numbers\n");
        exit(2);
    }
    return number;
}

static struct layer read_layer(int in, int out) {
    struct layer layer = {in, out, numbers(in * out), numbers(out), numbers(in * out),
                          numbers(out), numbers(out), numbers(in), numbers(2 * in * out),
                          numbers(2 * out), 0};
    for (int i = 0; i < out; i++) {
        for (int j = 0; j < in; j++) layer.weight[i * in + j] = next_number();
        layer.bias[i] = next_number();
    }
    return layer;
}

static void forward(const struct layer *layer, const double *input) {
    int in = layer->in;
    for (int i = 0; i < layer->out; i++) {
        const double *weight = layer->weight + i * in;
        double sum = layer->bias[i];
        for (int j = 0; j < in; j++) sum += weight[j] * input[j];
        layer->output[i] = layer->is_linear ? sum : tanh(sum);
    }
}

/* Adds to the gradients of the parameters; `upstream` is the derivative by the output. */
static void backward(struct layer *layer, const double *input, const double *upstream) {
    int in = layer->in;
    memset(layer->input_grad, 0, in * sizeof(double));
    for (int i = 0; i < layer->out; i++) {
        double grad = upstream[i];
        if (!layer->is_linear) grad *= 1.0 - layer->output[i] * layer->output[i];
        const double *weight = layer->weight + i * in;
        double *weight_grad = layer->weight_grad + i * in;
        layer->bias_grad[i] += grad;
        for (int j = 0; j < in; j++) {
            weight_grad[j] += grad * input[j];
            layer->input_grad[j] += grad * weight[j];
        }
    }
}

#ifdef ADAM
#define BETA1 0.9
#define BETA2 0.999
#define EPSILON 1e-8
/* `rate` and `scale` are corrected for slots that began with 0. */
static void update(double *data, double *grad, double *slots, int count, double rate,
                   double scale) {
    double *mean = slots, *squares = slots + count;
    for (int i = 0; i < count; i++) {
        mean[i] = BETA1 * mean[i] + (1.0 - BETA1) * grad[i];
        squares[i] = BETA2 * squares[i] + (1.0 - BETA2) * grad[i] * grad[i];
        data[i] -= rate * mean[i] / (sqrt(squares[i]) / scale + EPSILON);
    }
    memset(grad, 0, count * sizeof(double));
}
#else
static void update(double *data, double *grad, double *slots, int count, double rate,
                   double scale) {
    (void)slots, (void)scale;
    for (int i = 0; i < count; i++) data[i] -= rate * grad[i];
    memset(grad, 0, count * sizeof(double));
}
#endif

/* The loss of one sample; `slope` becomes the derivative of the mean by the prediction. */
#ifdef LOGISTIC
static double loss_of(const double *output, const double *target, double *slope, int n,
                      int samples) {
    double sum = 0.0;
    for (int i = 0; i < n; i++) {
        double y = target[i] > 0.0, e = exp(-fabs(output[i]));
        sum += (output[i] > 0.0 ? output[i] : 0.0) - output[i] * y + log(1.0 + e);
        slope[i] = ((output[i] > 0.0 ? 1.0 : e) / (1.0 + e) - y) / (n * samples);
    }
    return sum / (n * samples);
}
#else
static double loss_of(const double *output, const double *target, double *slope, int n,
                      int samples) {
    (void)samples;
    double sum = 0.0;
    for (int i = 0; i < n; i++) {
        double error = output[i] - target[i];
        sum += error * error;
        slope[i] = 2.0 * error;
    }
    return sum;
}
#endif

/* One step; returns the loss before the update. Gradients are zero before and after it.
 * number: of the update, from 1 on. */
static double step(struct layer *layers, int depth, const double *rows, int samples, double rate,
                   double *slope, int number) {
    struct layer *last = &layers[depth - 1];
    int stride = layers[0].in + last->out;
    double loss = 0.0;
    for (int s = 0; s < samples; s++) {
        const double *row = rows + s * stride;
        for (int l = 0; l < depth; l++) forward(&layers[l], l ? layers[l - 1].output : row);
        loss += loss_of(last->output, row + layers[0].in, slope, last->out, samples);
        for (int l = depth - 1; l >= 0; l--)
            backward(&layers[l], l ? layers[l - 1].output : row,
                     l == depth - 1 ? slope : layers[l + 1].input_grad);
    }
    double scale = 1.0;
    (void)number;
#ifdef ADAM
    rate /= 1.0 - pow(BETA1, number);
    scale = sqrt(1.0 - pow(BETA2, number));
#endif
    for (int l = 0; l < depth; l++) {
        struct layer *layer = &layers[l];
        update(layer->weight, layer->weight_grad, layer->weight_slots, layer->in * layer->out,
               rate, scale);
        update(layer->bias, layer->bias_grad, layer->bias_slots, layer->out, rate, scale);
    }
    return loss;
}

int main(int count, char **words) {
    if (count < 6) {
        fprintf(stderr, "usage: baseline STEPS RATE SAMPLES INPUTS WIDTH... < numbers\n");
        return 2;
    }
    int steps = atoi(words[1]), samples = atoi(words[3]), depth = count - 5;
    double rate = atof(words[2]), loss = 0.0;
    struct layer *layers = malloc(depth * sizeof(struct layer));
    if (!layers) return 1;
    for (int l = 0; l < depth; l++) layers[l] = read_layer(atoi(words[4 + l]), atoi(words[5 + l]));
#ifdef LOGISTIC
    layers[depth - 1].is_linear = 1;
#endif
    int values = samples * (layers[0].in + layers[depth - 1].out);
    double *rows = numbers(values), *slope = numbers(layers[depth - 1].out);
    for (int i = 0; i < values; i++) rows[i] = next_number();

    struct timespec began, ended;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &began);
    for (int i = 0; i < steps; i++) loss = step(layers, depth, rows, samples, rate, slope, i + 1);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ended);
    double us = (ended.tv_sec - began.tv_sec) * 1e6 + (ended.tv_nsec - began.tv_nsec) / 1e3;
    printf("%.6f %.17g\n", us / steps, loss);
    return 0;
}
