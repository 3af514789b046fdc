"""From folders of labelled pictures to a bundle. The only part that may import TensorFlow and Keras."""
