"""The smallest of every family of torchvision opens: every tensor, by cells of its own, against the number that torch gave.

Under 30 million weights each. Where the smallest that torchvision names has more, the family's own class is taken with fewer or
narrower layers; its operations are the same."""

import gc

import numpy as np
import pytest
import torch
from torch import nn

from explainer import trace
from tests.ops.vision import built  # before torchvision

from torchvision import models  # isort: skip
from torchvision.models import detection, optical_flow, segmentation, video  # isort: skip
from torchvision.models.detection.anchor_utils import AnchorGenerator  # isort: skip
from torchvision.models.detection.backbone_utils import mobilenet_backbone  # isort: skip
from torchvision.models.detection.keypoint_rcnn import KeypointRCNNHeads, KeypointRCNNPredictor  # isort: skip

MOST_WEIGHTS = 30_000_000
CELLS = 3
# What stays closed: what torchvision's own operator gives of a region of a map, and which scores are above a threshold, where that
# is what the network gives, as classes. Which boxes are kept, ``nms``, is only read as places.
CLOSED = {
    "faster_rcnn": {"roi_align"}, "mask_rcnn": {"roi_align"}, "keypoint_rcnn": {"roi_align"},
    "retinanet": {"nonzero"}, "fcos": {"nonzero"},
}  # fmt: skip


def picture(size, *lead):
    return torch.randn(*(lead or (1, 3)), size, size, generator=torch.Generator().manual_seed(1))


def clip(frames, size):
    return picture(size, 1, 3, frames)


def with_narrow_head(make, width):
    """Of ``make``, whose hidden layers hold nearly all of its weights, with these narrower."""

    def made():
        with torch.device("meta"):
            wide = make(weights=None)
        first, second, last = (k for k, m in enumerate(wide.classifier) if isinstance(m, nn.Linear))
        inputs = wide.classifier[first].in_features
        wide.classifier[first], wide.classifier[second], wide.classifier[last] = (
            nn.Linear(inputs, width), nn.Linear(width, width), nn.Linear(width, 10),
        )  # fmt: skip
        return wide.to_empty(device="cpu")

    return made


def named(make, **how):
    return lambda: make(weights=None, **how)


def wide_resnet():
    return models.ResNet(models.resnet.Bottleneck, [1, 1, 1, 1], num_classes=10, width_per_group=128)


def vision_transformer():
    return models.VisionTransformer(image_size=64, patch_size=16, num_layers=2, num_heads=4, hidden_dim=64, mlp_dim=128)


def maxvit():
    return models.MaxVit((64, 64), stem_channels=16, partition_size=2, block_channels=[16, 32], block_layers=[2, 1],
                         head_dim=8, stochastic_depth_prob=0.2, num_classes=10)  # fmt: skip


CLASSIFIERS = {
    "alexnet": (with_narrow_head(models.alexnet, 256), 64),
    "convnext": (named(models.convnext_tiny), 32),
    "densenet": (named(models.densenet121), 32),
    "efficientnet": (named(models.efficientnet_b0), 32),
    "efficientnet_v2": (named(models.efficientnet_v2_s), 32),
    "googlenet": (named(models.googlenet, init_weights=False), 32),
    "inception": (named(models.inception_v3, init_weights=False), 80),
    "maxvit": (maxvit, 64),
    "mnasnet": (named(models.mnasnet0_5), 32),
    "mobilenet_v2": (named(models.mobilenet_v2), 32),
    "mobilenet_v3": (named(models.mobilenet_v3_small), 32),
    "regnet_x": (named(models.regnet_x_400mf), 32),
    "regnet_y": (named(models.regnet_y_400mf), 32),
    "resnet": (named(models.resnet18), 32),
    "resnext": (named(models.resnext50_32x4d), 32),
    "shufflenet": (named(models.shufflenet_v2_x0_5), 32),
    "squeezenet": (named(models.squeezenet1_0), 32),
    "swin": (named(models.swin_t), 32),
    "swin_v2": (named(models.swin_v2_t), 32),
    "vgg": (with_narrow_head(models.vgg11, 256), 32),
    "vit": (vision_transformer, 64),
    "wide_resnet": (wide_resnet, 32),
}


def no_backbone(make, **how):
    return lambda: make(weights=None, weights_backbone=None, **how)


def narrow(depths=(1, 1, 1, 1)):
    """A backbone of resnet's blocks."""
    return models.ResNet(models.resnet.Bottleneck, list(depths), replace_stride_with_dilation=[False, True, True])


def fcn():
    backbone = models._utils.IntermediateLayerGetter(narrow(), {"layer4": "out", "layer3": "aux"})
    return segmentation.FCN(backbone, segmentation.fcn.FCNHead(2048, 5), segmentation.fcn.FCNHead(1024, 5))


SEGMENTERS = {
    "fcn": (fcn, 32),
    "deeplabv3": (no_backbone(segmentation.deeplabv3_mobilenet_v3_large, num_classes=5), 32),
    "lraspp": (no_backbone(segmentation.lraspp_mobilenet_v3_large, num_classes=5), 32),
}


SMALL = {"min_size": 64, "max_size": 64, "num_classes": 4}


def on_pyramid(make, **how):
    """A detector on a pyramid of mobilenet's maps, of which torchvision itself names only one with fewer than 30 million."""

    def made():
        backbone = mobilenet_backbone(backbone_name="mobilenet_v3_small", weights=None, fpn=True)
        ratios = (1.0,) if make is detection.FCOS else (0.5, 1.0, 2.0)
        anchors = AnchorGenerator(((8,), (16,), (32,)), (ratios,) * 3)
        key = "anchor_generator" if make in (detection.FCOS, detection.RetinaNet) else "rpn_anchor_generator"
        return make(backbone, **{key: anchors}, **SMALL, **how)

    return made


FEW = {"rpn_pre_nms_top_n_test": 30, "rpn_post_nms_top_n_test": 5, "box_detections_per_img": 3, "box_score_thresh": 0.0}
DETECTORS = {
    "ssdlite": (
        no_backbone(detection.ssdlite320_mobilenet_v3_large, num_classes=4, topk_candidates=10, detections_per_img=5),
        64,
    ),
    "faster_rcnn": (on_pyramid(detection.FasterRCNN, **FEW), 64),
    "mask_rcnn": (on_pyramid(detection.MaskRCNN, **FEW), 64),
    "keypoint_rcnn": (
        lambda: on_pyramid(
            detection.KeypointRCNN,
            **FEW,
            keypoint_head=KeypointRCNNHeads(256, (16, 16)),
            keypoint_predictor=KeypointRCNNPredictor(16, 3),
        )(),
        64,
    ),
    "retinanet": (on_pyramid(detection.RetinaNet, topk_candidates=10, detections_per_img=5, score_thresh=0.0), 64),
    "fcos": (on_pyramid(detection.FCOS, topk_candidates=10, detections_per_img=5, score_thresh=0.0), 64),
}


def swin3d():
    return models.video.SwinTransformer3d([2, 4, 4], 24, [2, 2], [3, 6], [4, 3, 3], num_classes=5)


def mvit():
    config = video.mvit.MSBlockConfig
    blocks = [
        config(1, 32, 64, [3, 3, 3], [3, 3, 3], [1, 1, 1], [1, 4, 4]),
        config(2, 64, 64, [3, 3, 3], [3, 3, 3], [1, 2, 2], [1, 2, 2]),
    ]
    return video.MViT((32, 32), 4, blocks, residual_pool=True, residual_with_cls_embed=False, rel_pos_embed=True,
                      proj_after_attn=True, num_classes=5)  # fmt: skip


def s3d():
    """Its last window is as large as what is left of 224 pixels; here of 32."""
    module = video.s3d(weights=None, num_classes=5)
    module.avgpool = nn.AvgPool3d((2, 1, 1))
    return module


def r3d(block=video.resnet.BasicBlock, convolution=video.resnet.Conv3DSimple, stem=video.resnet.BasicStem):
    return lambda: video.VideoResNet(block, [convolution] * 4, [1, 1, 1, 1], stem, num_classes=5)


def mc3():
    kinds = [video.resnet.Conv3DSimple] + [video.resnet.Conv3DNoTemporal] * 3
    return video.VideoResNet(video.resnet.BasicBlock, kinds, [1, 1, 1, 1], video.resnet.BasicStem, num_classes=5)


CLIPS = {
    "r3d": (r3d(), (4, 24)),
    "mc3": (mc3, (4, 24)),
    "r2plus1d": (r3d(convolution=video.resnet.Conv2Plus1D, stem=video.resnet.R2Plus1dStem), (4, 24)),
    "s3d": (s3d, (16, 32)),
    "mvit": (mvit, (4, 32)),
    "swin3d": (swin3d, (4, 24)),
}


def is_right(cell):
    """Equal but for rounding, of which there is more where large terms cancel."""
    if cell.total == cell.value or np.isnan([cell.total, cell.value]).all():
        return True
    wrong = abs(cell.total - cell.value)
    return wrong <= 1e-5 * abs(cell.value) or wrong <= 1e-5 * (abs(cell.value) + sum(map(abs, cell.terms)))


def opened(name, module, *inputs, **more):
    """The trace of a network, after three cells of each of its tensors came to the number that torch gave."""
    weights = sum(x.numel() for x in module.parameters())
    assert weights < MOST_WEIGHTS
    t = trace(module, *inputs, **more)
    chance = np.random.default_rng(0)
    for tensor, values in t.tensors.items():
        for _ in range(CELLS if values.size else 0):
            at = tuple(int(chance.integers(n)) for n in values.shape)
            cell = t.explain(tensor, at)
            assert is_right(cell), (tensor, at, cell)
    closed = {op for op, _ in t.opaque.values()}
    print(
        f"{name}: {weights / 1e6:.1f} M weights, {len(t.tensors)} tensors, {len(t.opaque)} opaque {sorted(closed) or ''}"
    )
    gc.collect()
    return t, closed


@pytest.mark.parametrize("family", CLASSIFIERS)
def test_a_classifier_opens(family):
    make, size = CLASSIFIERS[family]
    _, closed = opened(family, built(make), picture(size))
    assert closed == set()


@pytest.mark.parametrize("family", SEGMENTERS)
def test_a_segmenter_opens(family):
    make, size = SEGMENTERS[family]
    t, closed = opened(family, built(make), picture(size))
    assert closed == set()
    assert t.read(t.outputs[0]).shape[-2:] == (size, size)


@pytest.mark.parametrize("family", DETECTORS)
def test_a_detector_opens_but_for_what_is_its_own(family):
    make, size = DETECTORS[family]
    _, closed = opened(family, built(make), [picture(size, 3)])
    assert closed == CLOSED.get(family, set())


@pytest.mark.parametrize("family", CLIPS)
def test_a_network_for_clips_opens(family):
    make, size = CLIPS[family]
    _, closed = opened(family, built(make), clip(*size))
    assert closed == set()


def test_optical_flow_opens():
    module = built(optical_flow.raft_small)
    size = 128
    pictures = picture(size), picture(size).roll(2, -1)
    _, closed = opened("raft", module, *pictures, num_flow_updates=2)
    assert closed == set()


def test_boxes_that_overlap_are_left_out():
    boxes = torch.tensor([[0, 0, 10, 10], [1, 1, 11, 11], [20, 20, 30, 30], [0, 0, 10, 9.0]])
    kept = torch.ops.torchvision.nms(boxes, torch.tensor([0.5, 0.9, 0.1, 0.4]), 0.5)
    assert kept.tolist() == [1, 2]
